import { CopilotError } from '@aks-copilot/contracts'

/** Where embeddings are made. */
export interface EndpointOptions {
  /** Base address, such as `http://127.0.0.1:11434/v1` or `https://NAME.openai.azure.com`. */
  readonly endpoint: string
  /** The model, or the deployment of Azure OpenAI. */
  readonly model: string
  /** Itself, or what reads it before each request. */
  readonly key?: string | (() => Promise<string | undefined>) | undefined
}

export interface Endpoint {
  readonly url: URL
  /** What shows who asks. Throws what the reading of the key throws. */
  readonly headers: () => Promise<Readonly<Record<string, string>>>
  readonly local: boolean
}

const AZURE_API_VERSION = '2024-10-21'

/** Where and how to ask. Azure OpenAI names the deployment in the path and takes `api-key`. */
export function endpointOf({ endpoint, model, key }: EndpointOptions): Endpoint {
  const base = parsed(endpoint)
  const local = isLoopback(base.hostname)
  if (key !== undefined && base.protocol === 'http:' && !local) throw invalid('A key is sent over https only, or to this machine.')
  const path = base.pathname.replace(/\/+$/, '')
  const azure = /\.(openai|cognitiveservices|services\.ai)\.azure\.\w+$/.test(base.hostname) && !path.includes('/v1')
  const url = new URL(base)
  if (azure && !path.endsWith('/embeddings')) {
    url.pathname = `${path.replace(/\/openai$/, '')}/openai/deployments/${encodeURIComponent(model)}/embeddings`
    if (!url.searchParams.has('api-version')) url.searchParams.set('api-version', AZURE_API_VERSION)
  } else if (!path.endsWith('/embeddings')) url.pathname = `${path}/embeddings`
  const headers = async (): Promise<Readonly<Record<string, string>>> => {
    const secret = typeof key === 'function' ? await key() : key
    if (secret === undefined) return {}
    return azure ? { 'api-key': secret } : { authorization: `Bearer ${secret}` }
  }
  return { url, headers, local }
}

function parsed(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) throw invalid('It is no http or https address.')
  if (url.username !== '' || url.password !== '') throw invalid('It holds a user name or a password.')
  return url
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

function invalid(why: string): CopilotError {
  return new CopilotError({
    code: 'CONFIGURATION_INVALID',
    category: 'validation',
    message: `knowledge.embeddingEndpoint cannot be used. ${why}`,
    remedy: 'Give an address such as http://127.0.0.1:11434/v1; keys belong into AKS_COPILOT_EMBEDDING_KEY.',
  })
}
