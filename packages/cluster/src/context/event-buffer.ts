import type { EventRecord, Time } from './records.ts'
import { sizeOfText } from './size-of.ts'
import { type Position, TimeLine } from './time-line.ts'

interface Known {
  readonly record: EventRecord
  readonly position: Position
  /** Earlier repeats: time and count in turn, oldest first, thinned out. */
  readonly repeats: number[]
}

const MOST_REPEATS = 32
const EVENT_BYTES = 540

/** Events, each once however often it is told. */
export class EventBuffer {
  readonly line = new TimeLine<EventRecord>()
  readonly #byUid = new Map<string, Known>()
  #repeatBytes = 0

  get bytes(): number {
    return this.line.bytes + this.#repeatBytes
  }

  /** Takes an event in; false where it says nothing new. */
  put(record: EventRecord): boolean {
    const known = this.#byUid.get(record.uid)
    if (known !== undefined && known.record.lastAt >= record.lastAt && known.record.count >= record.count) return false
    if (known !== undefined) this.line.remove(known.position)
    const repeats = known === undefined ? [] : this.#repeated(known)
    const position = this.line.add(record.lastAt, record, EVENT_BYTES + sizeOfText(record.message))
    this.#byUid.set(record.uid, { record, position, repeats })
    return true
  }

  #repeated({ record, repeats }: Known): number[] {
    this.#repeatBytes -= 8 * repeats.length
    repeats.push(record.lastAt, record.count)
    // Every second one goes: how often it came by a time is then known less exactly, and never wrong.
    const kept = repeats.length <= MOST_REPEATS ? repeats : repeats.filter((_, index) => Math.floor(index / 2) % 2 === 0)
    this.#repeatBytes += 8 * kept.length
    return kept
  }

  /** Events of a window as they were known at its end, oldest first. */
  between(from: Time, to: Time, isNow: boolean): EventRecord[] {
    if (isNow) return this.line.between(from, Number.POSITIVE_INFINITY)
    const events: EventRecord[] = []
    for (const { record, repeats } of this.#byUid.values()) {
      const then = record.lastAt <= to ? record : earlier(record, repeats, to)
      if (then !== undefined && then.lastAt >= from) events.push(then)
    }
    return events.toSorted((left, right) => left.lastAt - right.lastAt)
  }

  forgetBefore(time: Time, mayGo?: (event: EventRecord) => boolean): number {
    return this.line.forgetBefore(
      time,
      ({ uid }) => {
        this.#repeatBytes -= 8 * (this.#byUid.get(uid)?.repeats.length ?? 0)
        this.#byUid.delete(uid)
      },
      mayGo,
    )
  }
}

function earlier(record: EventRecord, repeats: readonly number[], to: Time): EventRecord | undefined {
  for (let index = repeats.length - 2; index >= 0; index -= 2) {
    const [lastAt = 0, count = 1] = repeats.slice(index, index + 2)
    if (lastAt <= to) return { ...record, lastAt, count }
  }
  return record.firstAt <= to ? { ...record, lastAt: record.firstAt, count: 1 } : undefined
}
