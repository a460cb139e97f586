import { eventAbout } from './synthetic-events.ts'
import type { SyntheticObject } from './synthetic-objects.ts'

type Change = (type: 'ADDED' | 'MODIFIED' | 'DELETED', object: SyntheticObject) => Promise<void>

const ROTATION = 10
/** Of so many pods one is replaced each minute. */
const REPLACED = 200
const HEARTBEAT = 5
const EDIT = 20

/**
 * The life of a cluster, minute by minute: each pod changes its status and has an event every ten minutes, one of 200 pods is replaced
 * each minute, nodes say every five minutes that they are there, and somebody edits a Deployment every twenty.
 */
export class ClusterLife {
  readonly #objects: (kind: string) => ReadonlyMap<string, SyntheticObject>
  readonly #change: Change
  #minute = 0
  #replaced = 0
  #owed = 0
  #events = 0

  constructor(objects: (kind: string) => ReadonlyMap<string, SyntheticObject>, change: Change) {
    this.#objects = objects
    this.#change = change
  }

  async minute(at: number): Promise<void> {
    const minute = this.#minute++
    const time = new Date(at).toISOString()
    const pods = [...this.#objects('Pod').values()]
    for (const [index, pod] of pods.entries()) {
      if (index % ROTATION !== minute % ROTATION) continue
      await this.#change('MODIFIED', withProbe(pod, time))
      await this.#change('ADDED', eventAbout(pod, `life-${this.#events++}`, at, this.#events % ROTATION === 0 ? 'probe' : undefined))
    }
    for (this.#owed += pods.length / REPLACED; this.#owed >= 1; this.#owed--) await this.#replace(pods[this.#replaced++ % pods.length], at)
    if (minute % HEARTBEAT === 0)
      for (const node of Array.from(this.#objects('Node').values())) await this.#change('MODIFIED', withHeartbeat(node, time))
    if (minute % EDIT === 0) await this.#edit(minute / EDIT)
  }

  async #replace(pod: SyntheticObject | undefined, at: number): Promise<void> {
    const number = this.#replaced
    const current = pod === undefined ? undefined : this.#objects('Pod').get(`${pod.metadata.namespace}/${pod.metadata.name}`)
    if (current === undefined) return
    const { metadata } = current
    const time = new Date(at).toISOString()
    await this.#change('DELETED', current)
    const name = `${metadata.name.replace(/-r\d+$/, '')}-r${number}`
    const made = { ...current, metadata: { ...metadata, name, uid: `pod-r${number}`, creationTimestamp: time } }
    await this.#change('ADDED', withProbe(made, time))
    await this.#change('ADDED', eventAbout(made, `made-${number}`, at))
    await this.#follow(metadata, name, `pod-r${number}`)
  }

  /** The EndpointSlice names the new pod. */
  async #follow({ namespace, name: old }: SyntheticObject['metadata'], name: string, uid: string): Promise<void> {
    const app = /^(app-\d+)-/.exec(old)?.[1] ?? ''
    const slice = this.#objects('EndpointSlice').get(`${namespace}/${app}-slice`)
    if (slice === undefined) return
    const endpoints = slice['endpoints'] as readonly { readonly targetRef: { readonly name: string } }[]
    await this.#change('MODIFIED', {
      ...slice,
      endpoints: endpoints.map((one) => (one.targetRef.name === old ? { ...one, targetRef: { ...one.targetRef, name, uid } } : one)),
    })
  }

  async #edit(number: number): Promise<void> {
    const deployments = [...this.#objects('Deployment').values()]
    const deployment = deployments[number % deployments.length]
    if (deployment === undefined) return
    const generation = Number(deployment.metadata['generation']) + 1
    const spec = deployment['spec'] as object
    const status = deployment['status'] as object
    await this.#change('MODIFIED', {
      ...deployment,
      metadata: { ...deployment.metadata, generation },
      spec: { ...spec, minReadySeconds: generation },
      status: { ...status, observedGeneration: generation },
    })
  }
}

function withProbe(pod: SyntheticObject, time: string): SyntheticObject {
  const status = pod['status'] as { readonly conditions: readonly Record<string, unknown>[] }
  const conditions = status.conditions.map((condition) =>
    condition['type'] === 'Ready' ? { ...condition, lastTransitionTime: time } : condition,
  )
  return { ...pod, status: { ...status, conditions } }
}

function withHeartbeat(node: SyntheticObject, time: string): SyntheticObject {
  const status = node['status'] as { readonly conditions: readonly object[] }
  return { ...node, status: { ...status, conditions: status.conditions.map((condition) => ({ ...condition, lastHeartbeatTime: time })) } }
}
