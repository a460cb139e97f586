import type { Time } from './records.ts'

/** Where a page ended: opaque to whoever carries it. */
export interface Position {
  readonly at: Time
  readonly serial: number
}

interface Entry<T> {
  readonly at: Time
  /** Grows with each entry: tells those of the same time apart. */
  readonly serial: number
  readonly item: T
  readonly bytes: number
}

/** Records in order of time. What comes comes mostly at the end; what goes goes mostly from the front. */
export class TimeLine<T> {
  bytes = 0
  #entries: Entry<T>[] = []
  #serial = 0

  get length(): number {
    return this.#entries.length
  }

  add(at: Time, item: T, bytes: number): Position {
    const entry = { at, serial: ++this.#serial, item, bytes }
    this.bytes += bytes
    let index = this.#entries.length
    if (index > 0 && (this.#entries[index - 1]?.at ?? 0) > at) index = this.#after(at)
    if (index === this.#entries.length) this.#entries.push(entry)
    else this.#entries.splice(index, 0, entry)
    return entry
  }

  /** The index behind the last entry of a time or earlier. */
  #after(at: Time): number {
    let [low, high] = [0, this.#entries.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#entries[middle]?.at ?? 0) <= at) low = middle + 1
      else high = middle
    }
    return low
  }

  remove({ at, serial }: Position): void {
    for (let index = this.#after(at) - 1; index >= 0; index--) {
      const entry = this.#entries[index]
      if (entry === undefined || entry.at < at) return
      if (entry.serial !== serial) continue
      this.#entries.splice(index, 1)
      this.bytes -= entry.bytes
      return
    }
  }

  /** Everything of a span of time, oldest first. */
  between(from: Time, to: Time): T[] {
    const found: T[] = []
    for (let index = this.#after(to) - 1; index >= 0; index--) {
      const entry = this.#entries[index]
      if (entry === undefined || entry.at < from) break
      found.push(entry.item)
    }
    return found.toReversed()
  }

  /** The newest of a span of time that match, newest first, behind a position; and where the next page begins, if there is one. */
  page(
    span: { readonly from: Time; readonly to: Time },
    matches: (item: T) => boolean,
    limit: number,
    behind?: Position,
  ): { items: T[]; next: Position | undefined } {
    const items: T[] = []
    let last: Entry<T> | undefined
    for (let index = this.#after(Math.min(span.to, behind?.at ?? span.to)) - 1; index >= 0; index--) {
      const entry = this.#entries[index]
      if (entry === undefined || entry.at < span.from) break
      if (behind !== undefined && entry.at === behind.at && entry.serial >= behind.serial) continue
      if (!matches(entry.item)) continue
      if (items.length === limit) return { items, next: last === undefined ? undefined : { at: last.at, serial: last.serial } }
      items.push(entry.item)
      last = entry
    }
    return { items, next: undefined }
  }

  /** Takes away what is older than a time and may go; tells each. Returns how many went. */
  forgetBefore(time: Time, forget: (item: T) => void = () => undefined, mayGo: (item: T) => boolean = () => true): number {
    const end = this.#after(time - 1)
    if (end === 0) return 0
    const kept: Entry<T>[] = []
    let count = 0
    for (let index = 0; index < end; index++) {
      const entry = this.#entries[index]
      if (entry === undefined) continue
      if (!mayGo(entry.item)) {
        kept.push(entry)
        continue
      }
      this.bytes -= entry.bytes
      count += 1
      forget(entry.item)
    }
    if (count > 0) this.#entries.splice(0, end, ...kept)
    return count
  }

  /** The time that a share (0 to 1) of the entries is older than; undefined where there are none. */
  timeAt(share: number): Time | undefined {
    return this.#entries[Math.min(this.#entries.length - 1, Math.floor(share * this.#entries.length))]?.at
  }
}
