import type { CoverageHistory } from './coverage-history.ts'
import type { EventBuffer } from './event-buffer.ts'
import type { LogBuffer } from './log-buffer.ts'
import type { MetricBuffer } from './metric-buffer.ts'
import type { ObjectHistory } from './object-history.ts'
import { isFailing, type PodTransition } from './pod-state.ts'
import type { Change, Time } from './records.ts'
import type { TimeLine } from './time-line.ts'

/** A store as this file sees it. */
export interface Pressed {
  readonly bytes: number
  readonly maxBytes: number
  readonly windowMs: number
  readonly objects: ObjectHistory
  readonly events: EventBuffer
  readonly logs: LogBuffer
  readonly metrics: MetricBuffer
  readonly changes: TimeLine<Change>
  readonly transitions: TimeLine<PodTransition>
  readonly coverage: CoverageHistory
  sweep(at: Time): void
}

/** It frees more than it must, so that it does not run again at once. */
const GOAL = 0.9

/** One kind of thing that may go; `before` is a time, the result how many went. */
interface Victim {
  readonly kind: 'Event' | 'logs' | 'metrics' | 'history'
  readonly forget: (store: Pressed, before: Time) => number
}

/** Nobody asks for these of things that are well. */
const LEAST: readonly Victim[] = [
  { kind: 'Event', forget: ({ events }, before) => events.forgetBefore(before, ({ type }) => type === 'Normal') },
  {
    kind: 'logs',
    forget: ({ logs, objects }, before) =>
      logs.forgetBefore(before, (stream) => !stream.previous && !isFailing(objects.byUid(stream.pod.uid))),
  },
]
const USEFUL: readonly Victim[] = [
  { kind: 'metrics', forget: ({ metrics }, before) => metrics.forgetBefore(before) },
  { kind: 'history', forget: ({ objects }, before) => objects.forgetBefore(before) },
]
/** What causes are found by. */
const MOST: readonly Victim[] = [
  { kind: 'Event', forget: ({ events }, before) => events.forgetBefore(before) },
  { kind: 'logs', forget: ({ logs }, before) => logs.forgetBefore(before) },
  { kind: 'history', forget: ({ changes, transitions }, before) => changes.forgetBefore(before) + transitions.forgetBefore(before) },
]

/** What goes, in this order: how much of the window, from its old end, of which things. The present state of objects is never among them. */
const PLAN: readonly (readonly [number, readonly Victim[]])[] = [
  [0.25, LEAST],
  [0.5, LEAST],
  [0.25, USEFUL],
  [0.75, LEAST],
  [0.5, USEFUL],
  [1, LEAST],
  [0.25, MOST],
  [0.75, USEFUL],
  [0.5, MOST],
  [0.75, MOST],
  [1, USEFUL],
  [0.9, MOST],
  [1, MOST],
]

/** Drops the oldest and least useful until the store is within its bounds, and notes what was lost. */
export function relievePressure(store: Pressed, now: Time): void {
  const goal = store.maxBytes * GOAL
  store.sweep(now)
  for (const [share, victims] of PLAN) {
    const before = now - store.windowMs * (1 - share)
    for (const { kind, forget } of victims) {
      if (store.bytes <= goal) return
      if (forget(store, before) > 0) store.coverage.lost(kind, before)
    }
  }
}
