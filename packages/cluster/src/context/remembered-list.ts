import { rememberedChanges } from '../changes/remembered-changes.ts'
import type { EventBuffer } from './event-buffer.ts'
import type { ObjectHistory } from './object-history.ts'
import type { Change, Time } from './records.ts'

const CHANGE_BYTES = 700

/** What the cluster remembered of the time before it was watched: read off once after each list, and kept. */
export class RememberedList {
  readonly #changes = new Map<string, Change>()
  #sorted: readonly Change[] = []
  #isStale = true

  get bytes(): number {
    return this.#changes.size * CHANGE_BYTES
  }

  invalidate(): void {
    this.#isStale = true
  }

  /** Changes before a time, oldest first. */
  before(time: Time, { objects, events }: { readonly objects: ObjectHistory; readonly events: EventBuffer }): readonly Change[] {
    if (this.#isStale) this.#read(objects, events)
    const end = this.#sorted.findIndex(({ at }) => at >= time)
    return end < 0 ? this.#sorted : this.#sorted.slice(0, end)
  }

  #read(objects: ObjectHistory, events: EventBuffer): void {
    this.#isStale = false
    const found = rememberedChanges({ objects: [...objects.present()], events: events.between(0, 0, true) })
    for (const change of found) if (!this.#changes.has(change.id)) this.#changes.set(change.id, change)
    this.#sorted = [...this.#changes.values()].toSorted((left, right) => left.at - right.at)
  }
}
