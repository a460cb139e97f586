import { Coverage, type CoverageEntry } from './coverage.ts'
import type { Time } from './records.ts'

/** What was observed since when. */
export class CoverageHistory {
  readonly #entries = new Map<string, { readonly at: Time; readonly entry: CoverageEntry }[]>()
  /** What of a kind (`Event`, `logs`, `metrics`, `history`) was dropped to save memory: everything before a time. */
  readonly #lost = new Map<string, Time>()

  put(entry: CoverageEntry, at: Time): void {
    const key = `${entry.kind}/${entry.namespace ?? '*'}`
    const known = this.#entries.get(key)
    if (known === undefined) this.#entries.set(key, [{ at, entry }])
    else if (known.at(-1)?.entry.observation !== entry.observation || known.at(-1)?.entry.why !== entry.why) known.push({ at, entry })
  }

  lost(kind: string, before: Time): void {
    this.#lost.set(kind, Math.max(before, this.#lost.get(kind) ?? 0))
  }

  /** What was dropped and still would be in the window. */
  losses(from: Time): { readonly what: string; readonly why: string }[] {
    return [...this.#lost].filter(([, before]) => before > from).map(([what, before]) => ({ what, why: whyOf(before) }))
  }

  /** What was observed at a time; what was not yet, was not observed. `from`: where the window begins. */
  at(time: Time, from: Time): Coverage {
    const entries: CoverageEntry[] = []
    for (const known of this.#entries.values()) {
      const then = known.findLast(({ at }) => at <= time)?.entry
      const first = known[0]?.entry
      if (then !== undefined) entries.push(this.#withLoss(then, time, from))
      else if (first !== undefined) entries.push({ ...first, observation: 'not-observed', why: 'it was not watched at that time' })
    }
    return new Coverage(entries)
  }

  #withLoss(entry: CoverageEntry, time: Time, from: Time): CoverageEntry {
    const isObject = !RECORDS.has(entry.kind)
    const before = this.#lost.get(isObject ? 'history' : entry.kind)
    if (before === undefined || before <= from || entry.observation !== 'observed') return entry
    if (isObject) return before > time ? { ...entry, observation: 'not-observed', why: whyOf(before) } : entry
    return before > time ? { ...entry, observation: 'not-observed', why: whyOf(before) } : { ...entry, why: whyOf(before) }
  }
}

const RECORDS = new Set(['Event', 'logs', 'metrics'])

function whyOf(before: Time): string {
  return `what was before ${new Date(before).toISOString().slice(0, 19)}Z was dropped to save memory`
}
