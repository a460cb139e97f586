import type { LiveReference } from '@aks-copilot/contracts'
import { type Field, isMap, KubernetesObject } from '@aks-copilot/kubernetes'
import type { Time } from './records.ts'

export interface OwnerReference {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
}

/** An object as a cluster holds it: with a UID, a status, owners. Its value is what watch/intake.ts left of it. */
export class LiveObject extends KubernetesObject {
  readonly uid: string
  /** null: none. */
  #controller: OwnerReference | null | undefined

  constructor(value: Readonly<Record<string, unknown>>) {
    super(value)
    this.uid = textOf(value, 'uid')
  }

  get resourceVersion(): string {
    return textOf(this.value, 'resourceVersion')
  }

  get generation(): number | undefined {
    return this.at('metadata', 'generation').number
  }

  get createdAt(): Time | undefined {
    return timeOf(this.at('metadata', 'creationTimestamp'))
  }

  /** When it will be gone at the latest if nothing holds it: for a pod, when its grace period ends. Undefined while nobody deletes it. */
  get deletedAt(): Time | undefined {
    return timeOf(this.at('metadata', 'deletionTimestamp'))
  }

  get spec(): Field {
    return this.at('spec')
  }

  get status(): Field {
    return this.at('status')
  }

  /** The owner that controls it. */
  get controller(): OwnerReference | undefined {
    if (this.#controller === undefined) this.#controller = controllerIn(this.at('metadata', 'ownerReferences')) ?? null
    return this.#controller ?? undefined
  }

  /** A condition of its status, absent or not. */
  condition(type: string): Field {
    const conditions = this.at('status', 'conditions')
    return conditions.items().find((condition) => condition.at('type').is(type)) ?? conditions.at('-')
  }

  get reference(): LiveReference {
    const { apiVersion, kind, namespace, name } = this
    return { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name }
  }
}

function textOf({ metadata }: Readonly<Record<string, unknown>>, key: string): string {
  const text = isMap(metadata) ? metadata[key] : undefined
  return typeof text === 'string' ? text : ''
}

function controllerIn(owners: Field): OwnerReference | undefined {
  const owner = owners.items().find((reference) => reference.at('controller').is(true))
  if (owner === undefined) return undefined
  const text = (key: string): string => owner.at(key).text ?? ''
  return { apiVersion: text('apiVersion'), kind: text('kind'), name: text('name'), uid: text('uid') }
}

/** The time in a field, undefined where there is none. */
export function timeOf(field: Field): Time | undefined {
  const { text } = field
  if (text === undefined) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}

/** Names an object within one state: kind, namespace, name. Kinds are unique among those that are watched. */
export function objectKey(object: { readonly kind: string; readonly namespace?: string | undefined; readonly name: string }): string {
  return `${object.kind}/${object.namespace ?? ''}/${object.name}`
}
