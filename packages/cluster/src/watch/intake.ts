import { createHmac, randomBytes } from 'node:crypto'
import { isMap } from '@aks-copilot/kubernetes'
import { LiveObject } from '../context/live-object.ts'

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

/** Annotations in which tools keep a copy of the whole object, with whatever it holds. */
const COPIES = /last-applied|\.k14s\.io\/original|\.cattle\.io\/applied/
/** An annotation of a Secret that is longer than this may be a copy of it. */
const LONGEST_OF_SECRET = 256
const SECRET_NAME = /pass(word|wd)?|secret|token|api_?key|private|credential|connection_?string|_key$|_pwd$|sas$/i

/**
 * Makes of an API server's object what may be kept: without copies of itself, without values of ConfigMaps and of variables that look
 * secret (keyed hashes stand for them, so that a change shows), without the data of Secrets, whatever the server sent.
 */
export class Intake {
  readonly #key: Buffer

  /** The key of the hashes is made anew for each process and never leaves it. */
  constructor(key: Buffer = randomBytes(32)) {
    this.#key = key
  }

  /** `kind` and `apiVersion` complete the items of lists, which carry none. */
  object(raw: Value, kind: string, apiVersion: string): LiveObject {
    const metadata = isMap(raw['metadata']) ? this.#metadata(raw['metadata'], kind) : {}
    const { data, binaryData, stringData: _, ...rest } = raw
    const value: Record<string, unknown> = { ...rest, apiVersion, kind, metadata }
    if (kind === 'ConfigMap') {
      if (isMap(data)) value['data'] = this.#hashes(data)
      if (isMap(binaryData)) value['binaryData'] = this.#hashes(binaryData)
    } else if (kind === 'ControllerRevision' && data !== undefined) value['data'] = this.#withoutSecrets(data)
    if (raw['spec'] !== undefined) value['spec'] = this.#withoutSecrets(raw['spec'])
    return new LiveObject(value)
  }

  /** A keyed hash that stands for a value. */
  hash(value: unknown): string {
    return `hmac:${createHmac('sha256', this.#key)
      .update(JSON.stringify(value) ?? '')
      .digest('hex')
      .slice(0, 16)}`
  }

  #metadata(metadata: Value, kind: string): Value {
    const { managedFields, annotations, selfLink: _, ...rest } = metadata
    const kept = isMap(annotations) ? Object.entries(annotations).filter(([key, value]) => isKept(kind, key, value)) : []
    const managers = kind === 'Pod' || !Array.isArray(managedFields) ? [] : managedFields.filter(isMap).map(managerOf)
    return {
      ...rest,
      ...(kept.length === 0 ? {} : { annotations: Object.fromEntries(kept) }),
      ...(managers.length === 0 ? {} : { managedFields: managers }),
    }
  }

  #hashes(data: Value): Value {
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, this.hash(value)]))
  }

  /** Values of variables and flags whose name or content looks secret become hashes; everything else is shared with what came in. */
  #withoutSecrets(value: unknown): unknown {
    if (typeof value === 'string') return this.#withoutSecretFlag(value)
    if (Array.isArray(value)) return this.#list(value)
    return isMap(value) ? this.#map(value) : value
  }

  #list(items: readonly unknown[]): readonly unknown[] {
    let changed: unknown[] | undefined
    for (let index = 0; index < items.length; index++) {
      const [item, previous] = [items[index], items[index - 1]]
      // `--password`, `hunter2` in one list.
      const follows = typeof item === 'string' && typeof previous === 'string' && isSecretFlag(previous) && !item.startsWith('-')
      const kept = follows ? this.hash(item) : this.#withoutSecrets(item)
      if (kept !== item) (changed ??= [...items])[index] = kept
    }
    return changed ?? items
  }

  #map(map: Value): Value {
    const [name, literal] = [map['name'], map['value']]
    const secret = typeof name === 'string' && typeof literal === 'string' && isSecret(name, literal)
    let changed: Record<string, unknown> | undefined
    for (const key of Object.keys(map)) {
      const child = map[key]
      const kept = secret && key === 'value' ? this.hash(child) : typeof child === 'object' ? this.#withoutSecrets(child) : child
      if (kept !== child) (changed ??= { ...map })[key] = kept
    }
    return changed ?? map
  }

  /** Items of `command` and `args`: `--db-password=hunter2`, `postgres://app:hunter2@db`. */
  #withoutSecretFlag(text: string): string {
    if (looksSecret(text)) return this.hash(text)
    const at = text.startsWith('-') ? text.indexOf('=') : -1
    if (at === -1 || !isSecretFlag(text.slice(0, at))) return text
    return `${text.slice(0, at + 1)}${this.hash(text.slice(at + 1))}`
  }
}

const SECRET_FLAG = /^--?[\w.-]*(password|passwd|secret|token|api-?key|credentials?)$/i

function isKept(kind: string, key: string, value: unknown): boolean {
  return !COPIES.test(key) && (kind !== 'Secret' || typeof value !== 'string' || value.length <= LONGEST_OF_SECRET)
}

function isSecretFlag(text: string): boolean {
  return text.startsWith('-') && SECRET_FLAG.test(text)
}

function isSecret(name: string, value: string): boolean {
  return SECRET_NAME.test(name) || looksSecret(value)
}

/** An address with a password in it, a connection string with a key. */
function looksSecret(value: string): boolean {
  return (
    (value.includes('://') && /:\/\/[^\s/:@]+:[^\s/@]+@/.test(value)) ||
    (value.includes('=') && /(AccountKey|SharedAccessKey|Password|Pwd)=/i.test(value))
  )
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
