import { ApiFault, clusterError, type KubeconfigOptions } from '@aks-copilot/cluster'
import { openChannel } from '@aks-copilot/cluster/channel'
import { DEPLOYABLE_KINDS, type LiveReference } from '@aks-copilot/contracts'
import type { ApplyAnswer, ObjectWriter } from '@aks-copilot/remediation/ports'
import { faultText } from './fault-text.ts'
import { withRetries } from './with-retries.ts'

type Json = Readonly<Record<string, unknown>>
type Channel = ReturnType<typeof openChannel>

const MANAGER = 'aks-copilot'
const NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/
const NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const VERSION = /^v\d+((alpha|beta)\d+)?$/

export interface OpenObjectWriter extends ObjectWriter {
  close(): Promise<void>
}

/** Opens the writer for one namespace; sends nothing yet. Faults of the network and of the login are thrown as CopilotError, after retries. */
export function openObjectWriter(options: KubeconfigOptions, namespace: string): OpenObjectWriter {
  if (!NAMESPACE.test(namespace)) throw new Error(`${JSON.stringify(namespace)} is no name of a namespace.`)
  return new ChannelWriter(openChannel(options), namespace)
}

class ChannelWriter implements OpenObjectWriter {
  readonly cluster: string
  readonly #channel: Channel
  readonly #namespace: string

  constructor(channel: Channel, namespace: string) {
    this.#channel = channel
    this.#namespace = namespace
    this.cluster = channel.access.name
  }

  async read(object: LiveReference, signal?: AbortSignal): Promise<Json | undefined> {
    const path = this.#path(object)
    try {
      return (await this.#send(() => this.#channel.whole({ method: 'GET', path, options: { signal } }), signal)) as Json
    } catch (error) {
      if (error instanceof ApiFault && error.status === 404) return undefined
      throw this.#thrown(error)
    }
  }

  async apply(object: Json, how: { dryRun: boolean; force: boolean }, signal?: AbortSignal): Promise<ApplyAnswer> {
    const path = this.#path(referenceOf(object, this.#namespace))
    if (how.force && metadataOf(object)['resourceVersion'] === undefined)
      throw new Error('Fields are only taken from an object whose version is known.')
    const query = {
      fieldManager: MANAGER,
      fieldValidation: 'Strict',
      ...(how.force ? { force: true } : {}),
      ...(how.dryRun ? { dryRun: 'All' } : {}),
    }
    const sent = { content: 'application/apply-patch+yaml', text: JSON.stringify(object) }
    try {
      const answer = await this.#send(() => this.#channel.whole({ method: 'PATCH', path, options: { query, signal }, sent }), signal)
      return { verdict: 'applied', object: answer as Json }
    } catch (error) {
      if (error instanceof ApiFault) {
        const answer = answerOf(error, this.#namespace)
        if (answer !== undefined) return answer
      }
      throw this.#thrown(error)
    }
  }

  async remove(object: LiveReference, uid: string, signal?: AbortSignal): Promise<'removed' | 'gone' | 'other'> {
    const path = this.#path(object)
    const sent = { content: 'application/json', text: JSON.stringify({ preconditions: { uid }, propagationPolicy: 'Background' }) }
    try {
      await this.#send(() => this.#channel.whole({ method: 'DELETE', path, options: { signal }, sent }), signal)
      return 'removed'
    } catch (error) {
      if (error instanceof ApiFault && error.status === 404) return 'gone'
      if (error instanceof ApiFault && error.status === 409) return 'other'
      throw this.#thrown(error)
    }
  }

  async missingRights(kinds: readonly string[], verbs: readonly string[], signal?: AbortSignal): Promise<readonly string[]> {
    const asked = [...new Set(kinds)].flatMap((kind) => verbs.map((verb) => ({ verb, ...placeOf(kind) })))
    const answers = await Promise.all(asked.map(async (right) => ({ right, may: await this.#may(right, signal) })))
    return answers
      .filter(({ may }) => !may)
      .map(({ right: { verb, group, plural } }) => `${verb} ${plural}${group === '' ? '' : `.${group}`}`)
  }

  async #may({ verb, group, plural }: { verb: string; group: string; plural: string }, signal: AbortSignal | undefined): Promise<boolean> {
    const resourceAttributes = { verb, group, resource: plural, namespace: this.#namespace }
    const text = JSON.stringify({ apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } })
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
    const call = { method: 'POST' as const, path, options: { signal }, sent: { content: 'application/json', text } }
    try {
      const answer = (await this.#send(() => this.#channel.whole(call), signal)) as { status?: { allowed?: unknown } } | null
      return answer?.status?.allowed === true
    } catch (error) {
      // Where nobody may ask, the answer is with the attempt.
      if (error instanceof ApiFault && (error.status === 403 || error.status === 404)) return true
      throw this.#thrown(error)
    }
  }

  async close(): Promise<void> {
    await this.#channel.close()
  }

  async #send(call: () => Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown> {
    return await withRetries(call, signal)
  }

  /** The address of an object of the table, in this namespace. Throws where a part of it is no name: it could lead elsewhere. */
  #path({ apiVersion = '', kind, namespace, name }: LiveReference): string {
    const { group, plural } = placeOf(kind)
    const [given, version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
    if (namespace !== this.#namespace) throw new Error(`${kind} ${name} is in another namespace.`)
    if (given !== group || !VERSION.test(version)) throw new Error(`${kind} is not served as ${JSON.stringify(apiVersion)}.`)
    if (!NAME.test(name)) throw new Error(`${JSON.stringify(name)} is no name of an object.`)
    return `${group === '' ? '/api' : `/apis/${group}`}/${version}/namespaces/${namespace}/${plural}/${name}`
  }

  #thrown(error: unknown): unknown {
    const { name, cluster, user } = this.#channel.access
    return clusterError(error, { name, server: cluster.server, user: user.name })
  }
}

function placeOf(kind: string): { readonly group: string; readonly plural: string } {
  if (!Object.hasOwn(DEPLOYABLE_KINDS, kind)) throw new Error(`${kind} is never written.`)
  return DEPLOYABLE_KINDS[kind as keyof typeof DEPLOYABLE_KINDS]
}

function metadataOf(object: Json): Json {
  return (object['metadata'] ?? {}) as Json
}

function referenceOf(object: Json, open: string): LiveReference {
  const metadata = metadataOf(object)
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  // What an object leaves open, the path decides.
  const namespace = metadata['namespace'] === undefined ? open : text(metadata['namespace'])
  return { apiVersion: text(object['apiVersion']), kind: text(object['kind']), namespace, name: text(metadata['name']) }
}

/** What the server says of an object; undefined where it says nothing of it: no network, no login, a fault of its own. */
function answerOf(fault: ApiFault, namespace: string): ApplyAnswer | undefined {
  const conflicts = fault.causes.filter(({ reason }) => reason === 'FieldManagerConflict')
  if (fault.status === 409 && conflicts.length > 0)
    return { verdict: 'conflict', conflicts: conflicts.map(({ message, field }) => ({ manager: managerIn(message), field })) }
  const why = faultText(fault)
  if (fault.status === 409) return { verdict: 'refused', reason: 'stale', why }
  if (fault.status === 404)
    return /namespaces? "[^"]*" not found/.test(why)
      ? {
          verdict: 'refused',
          reason: 'no-namespace',
          why: `there is no namespace ${namespace}; make it with \`kubectl create namespace ${namespace}\``,
        }
      : { verdict: 'refused', reason: 'invalid', why: `the cluster does not serve it: ${why}` }
  if (fault.status === 403) return { verdict: 'refused', reason: / cannot \w+ resource /.test(why) ? 'forbidden' : 'denied', why }
  const isOfRequest = fault.status >= 400 && fault.status < 500 && ![401, 408, 429].includes(fault.status)
  return isOfRequest ? { verdict: 'refused', reason: 'invalid', why } : undefined
}

/** `conflict with "kubectl-client-side-apply" using apps/v1` → the name. */
function managerIn(message: string): string {
  return /conflict with "((?:[^"\\]|\\.)*)"/.exec(message)?.[1] ?? message
}
