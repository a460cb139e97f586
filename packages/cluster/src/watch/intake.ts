import { createHmac, randomBytes } from 'node:crypto'
import { isMap } from '@aks-copilot/kubernetes'
import { LiveObject } from '../context/live-object.ts'

type Value = Readonly<Record<string, unknown>>

/** One entry of metadata.managedFields as this package keeps it: the fields as JSON Pointers in place of `fieldsV1`. */
export interface Manager {
  readonly manager: string
  readonly operation: string
  readonly time: string | undefined
  readonly subresource: string | undefined
  /** Of spec, data and labels; nothing of pods, whose fields nobody edits. */
  readonly fields: readonly string[]
}

const APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'
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
    return `hmac:${createHmac('sha256', this.#key).update(JSON.stringify(value) ?? '').digest('hex').slice(0, 16)}`
  }

  #metadata(metadata: Value, kind: string): Value {
    const { managedFields, annotations, selfLink: _, ...rest } = metadata
    const kept = isMap(annotations) ? Object.entries(annotations).filter(([key]) => key !== APPLIED) : []
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

  /** Literal values of variables whose name or content looks secret become hashes; everything else is shared with what came in. */
  #withoutSecrets(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#withoutSecrets(item))
    if (!isMap(value)) return value
    const entries = Object.entries(value)
    const [name, literal] = [value['name'], value['value']]
    const secret = typeof name === 'string' && typeof literal === 'string' && isSecret(name, literal)
    return Object.fromEntries(
      entries.map(([key, child]) => [key, secret && key === 'value' ? this.hash(child) : typeof child === 'object' ? this.#withoutSecrets(child) : child]),
    )
  }
}

function isSecret(name: string, value: string): boolean {
  return SECRET_NAME.test(name) || /:\/\/[^\s/:@]+:[^\s/@]+@/.test(value) || /(AccountKey|SharedAccessKey|Password|Pwd)=/i.test(value)
}

function managerOf(entry: Value): Manager {
  const text = (key: string): string | undefined => (typeof entry[key] === 'string' ? entry[key] : undefined)
  const fields: string[] = []
  if (text('subresource') === undefined) collect(entry['fieldsV1'], '', fields, 0)
  return {
    manager: text('manager') ?? '',
    operation: text('operation') ?? '',
    time: text('time'),
    subresource: text('subresource'),
    fields,
  }
}

const DEEPEST = 6
const WANTED = /^\/(spec|data|metadata\/labels)(\/|$)/

/** `{"f:spec":{"f:selector":{"f:app":{}}}}` → `/spec/selector/app`; list items (`k:{…}`) end the path. */
function collect(fields: unknown, path: string, into: string[], depth: number): void {
  if (!isMap(fields)) return
  const keys = Object.keys(fields).filter((key) => key.startsWith('f:'))
  if (keys.length === 0 || depth === DEEPEST) {
    if (WANTED.test(path)) into.push(path)
    return
  }
  for (const key of keys) collect(fields[key], `${path}/${key.slice(2).replaceAll('~', '~0').replaceAll('/', '~1')}`, into, depth + 1)
}
