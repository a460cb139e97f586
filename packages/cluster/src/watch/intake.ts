import { createHmac, randomBytes } from 'node:crypto'
import { isMap } from '@aks-copilot/kubernetes'
import { LiveObject } from '../context/live-object.ts'
import { maskSecrets } from '../mask/mask-secrets.ts'
import { isCopy, isSecret, isSecretFlag, looksSecret } from './looks-secret.ts'

type Value = Readonly<Record<string, unknown>>

/** One entry of metadata.managedFields as this package keeps it: the fields as JSON Pointers in place of `fieldsV1`. */
interface Manager {
  readonly manager: string
  readonly operation: string
  readonly time: string | undefined
  readonly subresource: string | undefined
  /** Of spec, data and labels; nothing of pods, whose fields nobody edits. */
  readonly fields: readonly string[]
}

/** An annotation of a Secret that is longer than this may be a copy of it. */
const LONGEST_OF_SECRET = 256
/** Annotations that name a Secret. */
const REFERENCES = /\/auth-secret$/
/** Conditions have 32 KiB at most; what tells more has told all. */
const LONGEST_MESSAGE = 16 * 1024
/** No object of Kubernetes is nested so deep; what somebody put into a custom one may be, and would exhaust the stack. */
const DEEPEST_VALUE = 60

/**
 * Makes of an API server's object what may be kept: without copies of itself, without values of ConfigMaps, of charts and of variables that
 * look secret (keyed hashes stand for them, so that a change shows), without the data of Secrets, whatever the server sent. Messages, such
 * as the last words of a container, are masked.
 */
export class Intake {
  readonly #key: Buffer

  /** The key of the hashes is made anew for each process and never leaves it. */
  constructor(key: Buffer = randomBytes(32)) {
    this.#key = key
  }

  /** `kind` and `apiVersion` complete the items of lists, which carry none; `spec` is what this made of the same spec before. */
  object(raw: Value, kind: string, apiVersion: string, spec?: unknown): LiveObject {
    const metadata = isMap(raw['metadata']) ? this.#metadata(raw['metadata'], kind) : {}
    const { data, binaryData, stringData: _, ...rest } = raw
    const value: Record<string, unknown> = { ...rest, apiVersion, kind, metadata }
    for (const key of Object.keys(rest))
      if (typeof rest[key] === 'object' && key !== 'metadata')
        value[key] = key === 'status' && kind !== 'Application' ? withMaskedMessages(rest[key], 1) : this.#withoutSecrets(rest[key], 1)
    if (kind === 'Node') value['status'] = withoutMachine(value['status'])
    if (kind === 'ConfigMap') {
      if (isMap(data)) value['data'] = this.#hashes(data)
      if (isMap(binaryData)) value['binaryData'] = this.#hashes(binaryData)
    } else if (kind === 'ControllerRevision' && data !== undefined) value['data'] = this.#withoutSecrets(data, 1)
    if (spec !== undefined) value['spec'] = spec
    return new LiveObject(value)
  }

  /** A keyed hash that stands for a value. */
  hash(value: unknown): string {
    return `hmac:${createHmac('sha256', this.#key).update(jsonOf(value)).digest('hex').slice(0, 16)}`
  }

  #metadata(metadata: Value, kind: string): Value {
    const { managedFields, annotations, selfLink: _, ...rest } = metadata
    const kept = isMap(annotations) ? this.#annotations(annotations, kind) : undefined
    const managers = kind === 'Pod' || !Array.isArray(managedFields) ? [] : managedFields.filter(isMap).map(managerOf)
    return {
      ...rest,
      ...(kept === undefined || Object.keys(kept).length === 0 ? {} : { annotations: kept }),
      ...(managers.length === 0 ? {} : { managedFields: managers }),
    }
  }

  #hashes(data: Value): Value {
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, this.hash(value)]))
  }

  #annotations(annotations: Value, kind: string): Value {
    const kept = Object.entries(annotations).filter(
      ([key, value]) => !isCopy(key) && (kind !== 'Secret' || typeof value !== 'string' || value.length <= LONGEST_OF_SECRET),
    )
    return Object.fromEntries(kept.map(([key, value]) => [key, typeof value === 'string' ? this.#annotation(key, value) : value]))
  }

  /** Masked by what it says, and by what it is called: `example.com/api-token`. */
  #annotation(key: string, value: string): string {
    const masked = this.#masked(value)
    const line = `${key}=${value}`
    return masked === value && !REFERENCES.test(key) && maskSecrets(line) !== line ? this.hash(value) : masked
  }

  /** Values of variables and flags whose name or content looks secret become hashes; everything else is shared with what came in. */
  #withoutSecrets(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return this.#withoutSecretFlag(value)
    if (typeof value !== 'object' || value === null) return value
    if (depth > DEEPEST_VALUE) return this.hash(value)
    return Array.isArray(value) ? this.#list(value, depth) : this.#map(value as Value, depth)
  }

  #list(items: readonly unknown[], depth: number): readonly unknown[] {
    let changed: unknown[] | undefined
    for (let index = 0; index < items.length; index++) {
      const [item, previous] = [items[index], items[index - 1]]
      // `--password`, `hunter2` in one list.
      const follows = typeof item === 'string' && typeof previous === 'string' && isSecretFlag(previous) && !item.startsWith('-')
      const kept = follows ? this.hash(item) : this.#withoutSecrets(item, depth + 1)
      if (kept !== item) (changed ??= [...items])[index] = kept
    }
    return changed ?? items
  }

  #map(map: Value, depth: number): Value {
    const [name, literal] = [map['name'], map['value'] ?? map['string']]
    const secret = typeof name === 'string' && typeof literal === 'string' && isSecret(name, literal)
    let changed: Record<string, unknown> | undefined
    for (const key of Object.keys(map)) {
      const child = map[key]
      const kept = secret && child === literal ? this.hash(child) : this.#child(key, child, depth)
      if (kept !== child) (changed ??= { ...map })[key] = kept
    }
    return changed ?? map
  }

  /** What stands under a key of a map. */
  #child(key: string, child: unknown, depth: number): unknown {
    if (typeof child !== 'string') {
      if (typeof child !== 'object' || child === null) return child
      if (key === 'annotations' && isMap(child)) return this.#annotations(child, '')
      return key === 'valuesObject' ? this.hash(child) : this.#withoutSecrets(child, depth + 1)
    }
    if (key === 'message') return maskedMessage(child)
    // The values of a Helm chart, as Argo CD has them, are somebody's configuration.
    if (key === 'values') return this.hash(child)
    const isSuspect = child.length > 16 && (child.includes('\n') || (child.includes('@') && child.includes('://')))
    return isSuspect ? this.#masked(child) : child
  }

  /** A text in which a hash of it stands for each secret. */
  #masked(text: string): string {
    const masked = maskSecrets(text)
    return masked === text ? text : masked.replaceAll('***', () => this.hash(text))
  }

  /** Items of `command` and `args`: `--db-password=hunter2`, `postgres://app:hunter2@db`. */
  #withoutSecretFlag(text: string): string {
    if (looksSecret(text)) return this.hash(text)
    const at = text.startsWith('-') ? text.indexOf('=') : -1
    if (at === -1 || !isSecretFlag(text.slice(0, at))) return this.#masked(text)
    return `${text.slice(0, at + 1)}${this.hash(text.slice(at + 1))}`
  }
}

function maskedMessage(text: string): string {
  return maskSecrets(text.slice(0, LONGEST_MESSAGE))
}

/** In the status of Kubernetes' own kinds nothing else is free text: the last words of a container, what a condition says. */
function withMaskedMessages(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEEPEST_VALUE) return undefined
  if (Array.isArray(value)) {
    const items = value.map((item) => withMaskedMessages(item, depth + 1))
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  const map = value as Value
  let changed: Record<string, unknown> | undefined
  for (const key of Object.keys(map)) {
    const child = map[key]
    if (typeof child !== 'object' && key !== 'message') continue
    const kept = typeof child === 'string' ? maskedMessage(child) : withMaskedMessages(child, depth + 1)
    if (kept !== child) (changed ??= { ...map })[key] = kept
  }
  return changed ?? map
}

/** Ids of a machine are as good as its name, and nobody needs them. */
function withoutMachine(status: unknown): unknown {
  if (!isMap(status) || !isMap(status['nodeInfo'])) return status
  const { machineID: _, systemUUID: __, ...nodeInfo } = status['nodeInfo']
  return { ...status, nodeInfo }
}

/** JSON; what is nested too deep for that is told apart by nobody. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    return 'nested too deep'
  }
}

function managerOf(entry: Value): Manager {
  const text = (key: string): string | undefined => (typeof entry[key] === 'string' ? entry[key] : undefined)
  const fields: string[] = []
  if (text('subresource') === undefined) collect(entry['fieldsV1'], fields)
  return {
    manager: text('manager') ?? '',
    operation: text('operation') ?? '',
    time: text('time'),
    subresource: text('subresource'),
    fields,
  }
}

const DEEPEST = 6
/** What is collected, and what leads there. */
const WANTED: ReadonlySet<string> = new Set(['spec', 'data'])

/** `{"f:spec":{"f:selector":{"f:app":{}}}}` → `/spec/selector/app`; list items (`k:{…}`) end the path. */
function collect(fields: unknown, into: string[]): void {
  if (!isMap(fields)) return
  for (const key in fields) {
    const name = key.slice(2)
    if (!key.startsWith('f:')) continue
    if (WANTED.has(name)) descend(fields[key], `/${name}`, into, 1)
    else if (name === 'metadata' && isMap(fields[key]) && 'f:labels' in fields[key])
      descend(fields[key]['f:labels'], '/metadata/labels', into, 2)
  }
}

function descend(fields: unknown, path: string, into: string[], depth: number): void {
  if (!isMap(fields)) return
  let isEnd = true
  if (depth < DEEPEST)
    for (const key in fields) {
      if (!key.startsWith('f:')) continue
      isEnd = false
      descend(fields[key], `${path}/${escaped(key.slice(2))}`, into, depth + 1)
    }
  if (isEnd) into.push(path)
}

function escaped(step: string): string {
  return step.includes('/') || step.includes('~') ? step.replaceAll('~', '~0').replaceAll('/', '~1') : step
}
