import { readFileSync } from 'node:fs'
import { isIPv4 } from 'node:net'
import { createSecureContext } from 'node:tls'
import { CopilotError } from '@aks-copilot/contracts'
import type { Dispatcher } from 'undici'
import Agent from 'undici/lib/dispatcher/agent.js'
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js'
import ProxyAgent from 'undici/lib/dispatcher/proxy-agent.js'
import type { Credential } from './credentials.ts'
import type { ClusterEntry } from './kubeconfig-entries.ts'

const CONNECT_TIMEOUT = 10_000
/** Between two requests; API servers close idle connections after minutes. */
const IDLE_CONNECTION = 60_000

/**
 * The connections to one API server, made with one client certificate. HTTP/1.1 on purpose: each watch has a connection of its own, so
 * that one that went silent is dropped alone, and never the one that all the others share.
 */
export function createDispatcher(
  cluster: ClusterEntry,
  { cert, key }: Pick<Credential, 'cert' | 'key'>,
  environment: Readonly<Record<string, string | undefined>>,
): Dispatcher {
  const ca = authority(cluster)
  const client = cert === undefined || key === undefined ? {} : { cert, key }
  const tls = {
    // Each watch has a connection of its own: what they check and show is read once, and held once.
    secureContext: createSecureContext({ ...(ca === undefined ? {} : { ca }), ...client }),
    ...(cluster.tlsServerName === undefined ? {} : { servername: cluster.tlsServerName }),
    rejectUnauthorized: !cluster.skipTlsVerify,
  }
  const options = { allowH2: false, bodyTimeout: 0, headersTimeout: 0, keepAliveTimeout: IDLE_CONNECTION, connectTimeout: CONNECT_TIMEOUT }
  const proxy = cluster.proxyUrl ?? ''
  if (proxy !== '') return new ProxyAgent({ ...options, uri: checkedProxy(proxy, cluster), requestTls: tls })
  const [httpsProxy, httpProxy, noProxy] = ['https_proxy', 'http_proxy', 'no_proxy'].map(
    (name) => environment[name] || environment[name.toUpperCase()] || '',
  )
  // As for kubectl: what runs on this machine is reached without a proxy.
  if ((httpsProxy || httpProxy) && !isLocal(cluster.server))
    return new EnvHttpProxyAgent({
      ...options,
      ...named('httpsProxy', httpsProxy),
      ...named('httpProxy', httpProxy),
      noProxy: noProxy ?? '',
      requestTls: tls,
      connect: { ...tls, timeout: CONNECT_TIMEOUT },
    })
  return new Agent({ ...options, connect: { ...tls, timeout: CONNECT_TIMEOUT } })
}

function named(name: string, value: string | undefined): Record<string, string> {
  return value === undefined || value === '' ? {} : { [name]: value }
}

function isLocal(server: string): boolean {
  const { hostname } = new URL(server)
  return hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'))
}

function checkedProxy(proxy: string, cluster: ClusterEntry): string {
  if (URL.canParse(proxy) && /^(https?|socks5):$/.test(new URL(proxy).protocol)) return proxy
  throw invalid(`The cluster \`${cluster.name}\` has a proxy-url that is none: http://, https:// and socks5:// are.`)
}

function authority(cluster: ClusterEntry): Buffer | undefined {
  if (cluster.caData !== undefined) return Buffer.from(cluster.caData, 'base64')
  if (cluster.caFile === undefined) return undefined
  try {
    return readFileSync(cluster.caFile)
  } catch (cause) {
    throw invalid(`The certificate authority ${cluster.caFile} of the cluster \`${cluster.name}\` can't be read.`, cause)
  }
}

function invalid(message: string, cause?: unknown): CopilotError {
  return new CopilotError({
    code: 'KUBECONFIG_INVALID',
    category: 'validation',
    message,
    remedy: 'Correct the kubeconfig, or get the credentials again.',
    cause,
  })
}
