import type { Citation, Evidence } from '@aks-copilot/contracts'
import { type Change, describeChange, type EventRecord, type LiveObject, maskSecrets, type Time } from '@aks-copilot/cluster'
import { describeObject } from '@aks-copilot/kubernetes'
import type { Passage } from '@aks-copilot/knowledge'
import { bounded } from './quote.ts'

const LONGEST_EVENT = 240

/** The records that an answer rests on, numbered E1, E2 … in the order in which they are cited; the same record is cited once. */
export class Citations {
  readonly #byKey: Map<string, Citation>
  readonly #isShown: (citation: Citation) => boolean

  constructor(byKey = new Map<string, Citation>(), isShown: (citation: Citation) => boolean = () => true) {
    this.#byKey = byKey
    this.#isShown = isShown
  }

  get list(): readonly Citation[] {
    return [...this.#byKey.values()].filter((citation) => this.#isShown(citation))
  }

  /** The same records with the same numbers; only those that fit are listed. */
  only(isShown: (citation: Citation) => boolean): Citations {
    return new Citations(this.#byKey, isShown)
  }

  /** A piece of evidence of an incident, under a number of this answer. Returns `[E1]`. */
  evidence(evidence: Omit<Evidence, 'id'>): string {
    const { kind, at, object, path, text } = evidence
    return this.#cite([kind, describeObject(object), at, path, text].join('|'), (id) => ({ ...evidence, id, text: bounded(text) }))
  }

  /** The mark of a piece of evidence that the answer already cites; empty where it does not. */
  markOf({ kind, object, at, path, text }: Omit<Evidence, 'id'>): string {
    const known = this.#byKey.get([kind, describeObject(object), at, path, text].join('|'))
    return known === undefined ? '' : `[${known.id}]`
  }

  /** An object with what is said of it. `path` is the JSON Pointer of the field that says so. */
  object(object: LiveObject, text: string, path?: string): string {
    return this.evidence({ kind: 'object', object: object.reference, ...(path === undefined ? {} : { path }), text })
  }

  event(event: EventRecord): string {
    const { apiVersion, kind, namespace, name } = event.object
    const object = { ...(apiVersion === undefined ? {} : { apiVersion }), kind, ...(namespace === undefined ? {} : { namespace }), name }
    return this.evidence({ kind: 'event', at: seconds(event.lastAt), object, text: eventText(event) })
  }

  change(change: Change): string {
    return this.evidence({ kind: 'change', at: seconds(change.at), object: change.object, text: maskSecrets(describeChange(change)) })
  }

  log(pod: { readonly namespace: string; readonly name: string }, container: string, at: Time, text: string): string {
    return this.evidence({
      kind: 'log',
      at: seconds(at),
      object: { apiVersion: 'v1', kind: 'Pod', ...place(pod) },
      text: `${container}: ${text}`,
    })
  }

  metric(object: Evidence['object'], text: string, at: Time): string {
    return this.evidence({ kind: 'metric', at: seconds(at), object, text })
  }

  article({ article, title, text }: Pick<Passage, 'article' | 'title' | 'text'>): string {
    return this.#cite(`article|${article}`, (id) => ({ id, kind: 'article', article, title, text }))
  }

  #cite(key: string, make: (id: string) => Citation): string {
    const known = this.#byKey.get(key) ?? make(`E${this.#byKey.size + 1}`)
    this.#byKey.set(key, known)
    return `[${known.id}]`
  }
}

/** An event in a line: `Failed (×3): Failed to pull image …`. */
export function eventText({ reason, count, message }: EventRecord): string {
  return bounded(`${reason}${count > 1 ? ` (×${count})` : ''}: ${maskSecrets(message)}`, LONGEST_EVENT)
}

function place({ namespace, name }: { readonly namespace: string; readonly name: string }): { namespace: string; name: string } {
  return { namespace, name }
}

/** RFC 3339 in UTC, to the second: more is not known of most. */
function seconds(time: Time): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}
