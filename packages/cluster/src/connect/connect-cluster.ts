import type { ApiServer, RequestOptions, SelfReview, TriedChange } from './api-server.ts'
import { type ApiChannel, openChannel } from './channel.ts'
import type { KubeconfigOptions } from './kubeconfig.ts'

/** Opens the way to one cluster. Nothing is sent before the first request. Throws what `readAccess` throws. */
export function connectCluster(options: KubeconfigOptions): ApiServer {
  return new HttpApiServer(openChannel(options))
}

const REVIEWS: Readonly<Record<SelfReview, { readonly group: string; readonly name: string }>> = {
  selfsubjectaccessreviews: { group: 'authorization.k8s.io/v1', name: 'SelfSubjectAccessReview' },
  selfsubjectrulesreviews: { group: 'authorization.k8s.io/v1', name: 'SelfSubjectRulesReview' },
  selfsubjectreviews: { group: 'authentication.k8s.io/v1', name: 'SelfSubjectReview' },
}

class HttpApiServer implements ApiServer {
  readonly name: string
  readonly namespace: string
  readonly server: string
  readonly user: string
  readonly requests: Readonly<Record<string, number>>
  readonly #channel: ApiChannel

  constructor(channel: ApiChannel) {
    const { access, requests } = channel
    this.#channel = channel
    this.requests = requests
    this.name = access.name
    this.namespace = access.namespace
    this.server = access.cluster.server
    this.user = access.user.name
  }

  async get(path: string, options: RequestOptions = {}): Promise<unknown> {
    return await this.#channel.whole({ method: 'GET', path, options })
  }

  async stream(path: string, options: RequestOptions = {}): Promise<AsyncIterable<Uint8Array>> {
    return await this.#channel.stream({ method: 'GET', path, options })
  }

  async review(kind: SelfReview, spec: unknown, options: RequestOptions = {}): Promise<unknown> {
    const { group, name } = REVIEWS[kind]
    const text = JSON.stringify({ apiVersion: group, kind: name, spec })
    const sent = { content: 'application/json', text }
    return await this.#channel.whole({ method: 'POST', path: `/apis/${group}/${kind}`, options, sent })
  }

  async dryRun(path: string, change: TriedChange, options: RequestOptions = {}): Promise<unknown> {
    const isManifest = 'manifest' in change
    const sent = isManifest
      ? { content: 'application/apply-patch+yaml', text: JSON.stringify(change.manifest) }
      : { content: 'application/json-patch+json', text: goJson(change) }
    const apply = isManifest ? { fieldManager: 'aks-copilot', fieldValidation: 'Strict', force: true } : {}
    return await this.#channel.whole({
      method: 'PATCH',
      path,
      options: { ...options, query: { ...options.query, ...apply, dryRun: 'All' } },
      sent,
    })
  }

  now(): number {
    return this.#channel.now()
  }

  async close(): Promise<void> {
    await this.#channel.close()
  }
}

/**
 * JSON as Go writes it, with `&`, `<` and `>` escaped: the API server compares the strings of a `test` byte by byte with its own, and would
 * find `&&` of a command unequal to itself.
 */
function goJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[&<>\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
