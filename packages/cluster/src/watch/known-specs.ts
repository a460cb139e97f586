import { hash } from 'node:crypto'
import { isMap } from '@aks-copilot/kubernetes'
import type { LiveObject } from '../context/live-object.ts'
import { dropManagedFields } from './drop-managed-fields.ts'

type Value = Readonly<Record<string, unknown>>

/** What is kept of an object, and which text its spec was read from. */
interface Known {
  readonly digest: string
  readonly value: Value
}

interface Cut {
  readonly line: string
  readonly spec: string
}

/** What `complete` makes of a parsed object: it with its spec, or the spec that was made of the same text before. */
export interface Completed {
  readonly object: Value
  readonly spec?: { readonly kept: unknown; readonly digest: string } | undefined
}

/**
 * Most events of a pod change its status only. Its spec, half of the text, is cut out before the event is parsed, and what was made of the
 * same text before is taken again. For the lines of one watch, one after the other: `cut`, then `complete`, then `keep`.
 */
export class KnownSpecs {
  readonly #known = new Map<string, Known>()
  #cut: Cut | undefined

  /** The line without managedFields and without the spec of its object; as far as these are found. */
  cut(line: string): string {
    const start = line.indexOf(START)
    const end = start === -1 ? -1 : line.indexOf(END, start)
    this.#cut = end === -1 ? undefined : { line, spec: line.slice(start + START.length - 1, end + 1) }
    if (end === -1) return dropManagedFields(line)
    const managed = line.indexOf(MANAGED)
    // API servers write them last in metadata, and there are no lists within: the first bracket is the last one then.
    const isLast = managed !== -1 && line.indexOf(']', managed) === start - 2
    if (isLast) return `${line.slice(0, managed)}}${line.slice(end + 1)}`
    const rest = line.slice(0, start) + line.slice(end + 1)
    return managed === -1 ? rest : dropManagedFields(rest)
  }

  /** The object of the line that was cut last, whole again. */
  complete(object: Value): Completed {
    const cut = this.#cut
    this.#cut = undefined
    // With a spec left, it was not that of the object which was cut out.
    if (cut === undefined) return { object }
    if (object['spec'] !== undefined) return { object: objectOf(cut.line) ?? object }
    const digest = hash('sha256', cut.spec, 'base64')
    const known = this.#known.get(uidOf(object))
    if (known?.digest === digest) return { object, spec: { kept: known.value['spec'], digest } }
    const whole = { ...object, spec: parsed(cut.spec) }
    return whole.spec === undefined ? { object: objectOf(cut.line) ?? object } : { object: whole, spec: { kept: undefined, digest } }
  }

  /** Notes what was made of an object. What holds it may put equal parts of older versions in their place meanwhile. */
  keep({ uid, value }: LiveObject, { spec }: Completed): void {
    if (spec !== undefined && uid !== '') this.#known.set(uid, { digest: spec.digest, value })
  }

  forget(uid: string): void {
    this.#known.delete(uid)
  }

  clear(): void {
    this.#known.clear()
  }
}

/** As API servers write it: the keys of a pod in this order, without blanks. Within strings the quotes would be escaped. */
const START = ',"spec":{'
const END = '},"status":{'
const MANAGED = ',"managedFields":['

function uidOf({ metadata }: Value): string {
  return isMap(metadata) && typeof metadata['uid'] === 'string' ? metadata['uid'] : ''
}

function objectOf(line: string): Value | undefined {
  const event = parsed(line)
  return isMap(event) && isMap(event['object']) ? event['object'] : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
