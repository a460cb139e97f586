import type { CoverageEntry } from '../../context/coverage.ts'
import { type LiveObject, objectKey } from '../../context/live-object.ts'
import type { EventRecord } from '../../context/records.ts'
import type { WatchSink, WatchState } from '../sink.ts'

/** Holds what a watch says, and what a correct watch never does. */
export class MemorySink implements WatchSink {
  readonly objects = new Map<string, LiveObject>()
  readonly events = new Map<string, EventRecord>()
  readonly coverage = new Map<string, CoverageEntry>()
  readonly states: WatchState[] = []
  readonly changes: string[] = []
  /** Changes that tell what was known already, or come from nowhere. */
  readonly faults: string[] = []
  lists = 0
  onChange: (() => void) | undefined

  replaced(kind: string, namespace: string | undefined, objects: readonly LiveObject[]): void {
    this.lists++
    for (const [key, object] of this.objects)
      if (object.kind === kind && (namespace === undefined || object.namespace === namespace)) this.objects.delete(key)
    for (const object of objects) this.objects.set(objectKey(object), object)
    this.onChange?.()
  }

  changed(type: 'added' | 'modified' | 'deleted', object: LiveObject): void {
    const key = objectKey(object)
    const before = this.objects.get(key)
    if (type === 'added' && before?.uid === object.uid) this.faults.push(`${key} was added twice`)
    if (type !== 'added' && before === undefined) this.faults.push(`${key} was ${type} and is not known`)
    if (before?.resourceVersion === object.resourceVersion) this.faults.push(`${key} at ${object.resourceVersion} came twice`)
    if (type === 'deleted') this.objects.delete(key)
    else this.objects.set(key, object)
    this.changes.push(`${type} ${object.name}`)
    this.onChange?.()
  }

  event(event: EventRecord): void {
    this.events.set(event.uid, event)
  }

  log(): void {}

  metric(): void {}

  covered(entry: CoverageEntry): void {
    this.coverage.set(`${entry.kind}/${entry.namespace ?? ''}`, entry)
  }

  watching(state: WatchState): void {
    this.states.push(state)
  }

  /** Name and resourceVersion of every object of a kind. */
  view(kind: string, namespace?: string): string[] {
    const wanted = [...this.objects.values()].filter(
      (object) => object.kind === kind && (namespace === undefined || object.namespace === namespace),
    )
    return wanted.map(({ namespace: place, name, uid, resourceVersion }) => `${place ?? ''}/${name} ${uid} ${resourceVersion}`).toSorted()
  }
}

/** Waits until something holds; throws what it waited for when it never does. */
export async function until(holds: () => boolean, what: string, patience = 10_000): Promise<void> {
  const end = Date.now() + patience
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
