/** What can be said of a kind: its objects are known; the API has no such kind; we may not read it; nobody looked (or it was dropped). */
export type Observation = 'observed' | 'not-served' | 'not-permitted' | 'not-observed'

export interface CoverageEntry {
  /** A kind, or `Event`, `logs`, `metrics`. */
  readonly kind: string
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined
  readonly observation: Observation
  readonly why?: string | undefined
}

/** What was looked at, so that "absent" and "not seen" are never mixed up. */
export class Coverage {
  readonly entries: readonly CoverageEntry[]
  readonly #byKey: ReadonlyMap<string, CoverageEntry>

  constructor(entries: readonly CoverageEntry[]) {
    this.entries = entries
    this.#byKey = new Map(entries.map((entry) => [key(entry.kind, entry.namespace), entry]))
  }

  /** The most exact entry for a kind in a namespace; what nobody speaks of was not observed. */
  of(kind: string, namespace?: string): CoverageEntry {
    const exact = namespace === undefined ? undefined : this.#byKey.get(key(kind, namespace))
    return exact ?? this.#byKey.get(key(kind, undefined)) ?? { kind, namespace, observation: 'not-observed', why: 'nobody looked' }
  }

  /** Whether an object that is not in the state does not exist: everything of its kind there is known, or the kind itself is not. */
  knowsAbsence(kind: string, namespace?: string): boolean {
    const { observation } = this.of(kind, namespace)
    return observation === 'observed' || observation === 'not-served'
  }
}

function key(kind: string, namespace: string | undefined): string {
  return `${kind}/${namespace ?? '*'}`
}
