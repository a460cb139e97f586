import { BlockList, isIP } from 'node:net'
import { misconfigured } from '../model-errors.ts'

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

const PRIVATE = new BlockList()
PRIVATE.addSubnet('10.0.0.0', 8, 'ipv4')
PRIVATE.addSubnet('172.16.0.0', 12, 'ipv4')
PRIVATE.addSubnet('192.168.0.0', 16, 'ipv4')
PRIVATE.addSubnet('fc00::', 7, 'ipv6')

/**
 * Whether what is sent there stays on this machine: the loopback; with `trustPrivate` also a private address or a Service of the
 * cluster. A name other than localhost is not trusted for what it resolves to today.
 */
export function isLocalEndpoint(endpoint: URL, trustPrivate: boolean): boolean {
  const host = hostOf(endpoint)
  if (host === 'localhost' || host.endsWith('.localhost') || isIn(LOOPBACK, host)) return true
  return trustPrivate && (isIn(PRIVATE, host) || host.endsWith('.svc') || host.endsWith('.svc.cluster.local'))
}

/** An address of http or https without a password in it. A key goes to another machine over TLS only. */
export function readEndpoint(text: string, { withKey, trustPrivate }: { readonly withKey: boolean; readonly trustPrivate: boolean }): URL {
  const url = URL.parse(text)
  const example = 'Set model.endpoint to an address such as http://127.0.0.1:11434/v1.'
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw misconfigured('model.endpoint is no http or https address.', example)
  if (url.username !== '' || url.password !== '')
    throw misconfigured('model.endpoint holds a login.', 'Give the key in AKS_COPILOT_MODEL_KEY or in a file named by model.keyFile.')
  if (withKey && url.protocol === 'http:' && !isLocalEndpoint(url, trustPrivate))
    throw misconfigured(`The key would go to ${url.host} unencrypted.`, 'Use an https address in model.endpoint.')
  return url
}

function hostOf({ hostname }: URL): string {
  return hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
}

function isIn(list: BlockList, host: string): boolean {
  const family = isIP(host)
  return family !== 0 && list.check(host, family === 6 ? 'ipv6' : 'ipv4')
}
