import { Field, isMap } from './field.ts'
import type { PathStep } from './pointer.ts'

/** One Kubernetes object as a manifest has it. Immutable: a change makes a new one. */
export class KubernetesObject {
  readonly value: Readonly<Record<string, unknown>>
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  /** As written; undefined when the manifest leaves it open (or the kind is cluster-scoped). */
  readonly namespace: string | undefined
  readonly root: Field
  #cache: Map<unknown, unknown> | undefined

  constructor(value: Readonly<Record<string, unknown>>) {
    this.value = value
    this.root = new Field(value)
    // Not by way of fields: a watcher makes thousands of objects a second.
    const metadata = isMap(value['metadata']) ? value['metadata'] : {}
    this.apiVersion = textOf(value['apiVersion']) ?? ''
    this.kind = textOf(value['kind']) ?? ''
    this.name = textOf(metadata['name']) ?? textOf(metadata['generateName']) ?? ''
    this.namespace = textOf(metadata['namespace'])
  }

  /** The API group: '' for core, 'apps' for apps/v1. */
  get group(): string {
    const slash = this.apiVersion.indexOf('/')
    return slash < 0 ? '' : this.apiVersion.slice(0, slash)
  }

  at(...steps: readonly PathStep[]): Field {
    return this.root.at(...steps)
  }

  get labels(): Field {
    return this.at('metadata', 'labels')
  }

  get annotations(): Field {
    return this.at('metadata', 'annotations')
  }

  /** Computes once for this object; `key` is usually the function itself. */
  remember<T>(key: (object: KubernetesObject) => T): T {
    this.#cache ??= new Map()
    if (!this.#cache.has(key)) this.#cache.set(key, key(this))
    return this.#cache.get(key) as T
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** Whether a value has what every Kubernetes object has: apiVersion and kind. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isMap(value) && typeof value['apiVersion'] === 'string' && typeof value['kind'] === 'string' && value['kind'] !== ''
}

/** How people name it: `Deployment shop/web`. */
export function describeObject(object: { kind: string; name: string; namespace?: string | undefined }): string {
  return `${object.kind} ${object.namespace === undefined ? '' : `${object.namespace}/`}${object.name}`
}
