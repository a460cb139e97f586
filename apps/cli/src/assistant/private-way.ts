import { BlockList, isIP } from 'node:net'
import { CopilotError } from '@aks-copilot/contracts'
import type { Terminal } from '../terminal.ts'

const INSIDE = new BlockList()
for (const [address, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  INSIDE.addSubnet(address, prefix, 'ipv4')
INSIDE.addSubnet('fc00::', 7, 'ipv6')

/**
 * Throws SERVER_TOKEN_IN_CLEAR where what is sent to an address can be read on the way: over plain http it goes to this machine only, to a
 * Service of a cluster, and from inside a pod to private addresses, which are those of the cluster.
 */
export function requirePrivateWay(address: string, { environment }: Pick<Terminal, 'environment'>): void {
  const url = URL.parse(address)
  if (url === null || url.protocol !== 'http:') return
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isPod = (environment['KUBERNETES_SERVICE_HOST'] ?? '') !== ''
  if (isLoopback(host) || /\.svc(?:\.cluster\.local)?\.?$/.test(host) || (isPod && (isInside(host) || !/[.:]/.test(host)))) return
  throw new CopilotError({
    code: 'SERVER_TOKEN_IN_CLEAR',
    category: 'validation',
    message: `The token of the server would go to ${url.host} over plain http, where everybody on the way can read it.`,
    remedy:
      'Use its https address, or kubectl port-forward and http://127.0.0.1:PORT; AKS_COPILOT_SERVER_PLAIN_HTTP=yes sends it all the same.',
  })
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
}

function isInside(host: string): boolean {
  const version = isIP(host)
  return version !== 0 && INSIDE.check(host, version === 4 ? 'ipv4' : 'ipv6')
}
