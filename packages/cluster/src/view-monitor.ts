import type { ClusterStatus, Diagnosis, Incident, Outlook } from '@aks-copilot/contracts'
import type { ClusterView, ViewChange } from './cluster-view.ts'
import { ClusterState } from './context/cluster-state.ts'
import { namespacesIn } from './context/namespaces-in.ts'
import type { ContextStore } from './context/context-store.ts'
import type { Time } from './context/records.ts'
import { DETECTORS } from './detect/detectors.generated.ts'
import { diagnose, skippedOf } from './diagnose-cluster.ts'
import { findOutlook } from './forecast/find-outlook.ts'
import { findIncidents } from './incidents/find-incidents.ts'
import type { Monitor } from './monitor-cluster.ts'
import type { WatchState } from './watch/sink.ts'
import { isoTime } from './context/iso-time.ts'

/** The cluster that a monitor watches. `changes` is what its `onChange` feeds. */
export function viewMonitor(
  monitor: Monitor,
  { startedAt }: { readonly startedAt: Time },
): ClusterView & { told(change: ViewChange): void } {
  return new MonitoredView(monitor, startedAt)
}

class MonitoredView implements ClusterView {
  readonly name: string
  readonly store: ContextStore
  readonly #monitor: Monitor
  readonly #startedAt: Time
  readonly #listeners = new Set<(change: ViewChange) => void>()
  /** Since when nothing was heard of the server; kept over its tries. */
  #lostSince: Time | undefined
  #past: { readonly at: Time; readonly state: ClusterState } | undefined

  constructor(monitor: Monitor, startedAt: Time) {
    this.#monitor = monitor
    this.store = monitor.store
    this.name = monitor.store.cluster
    this.#startedAt = startedAt
  }

  /** Passes on what the monitor tells. */
  told(change: ViewChange): void {
    for (const listener of this.#listeners) listener(change)
  }

  now(): Time {
    return this.#monitor.state.snapshot.now
  }

  state(at?: Time): ClusterState {
    if (at === undefined || at >= this.now()) return this.#monitor.state
    if (this.#past?.at !== at) this.#past = { at, state: new ClusterState(this.store.snapshot({ at })) }
    return this.#past.state
  }

  incidents(at?: Time): readonly Incident[] {
    const state = this.state(at)
    if (state !== this.#monitor.state) return state.remember(findIncidents, () => findIncidents(state, DETECTORS))
    const { open, closed } = this.#monitor.tracker
    return [...open, ...closed]
  }

  diagnosis(runId: string, at?: Time): Diagnosis {
    const state = this.state(at)
    return state === this.#monitor.state ? this.#monitor.diagnosis(runId) : diagnose(state, { runId })
  }

  outlook(at?: Time): readonly Outlook[] {
    return findOutlook(this.state(at), (kind, then, namespace) => this.store.objects.at(then, kind, namespace))
  }

  status(): ClusterStatus {
    const state = this.state()
    const { now, window } = state.snapshot
    const skipped = skippedOf(state, DETECTORS)
    const { lost, behind, kinds } = this.#watches()
    // Each try begins anew; what counts is when it was heard last.
    this.#lostSince = lost === undefined ? undefined : (this.#lostSince ?? lost.since)
    const words = [
      `watching ${kinds} kinds`,
      ...(behind.length === 0 ? [] : [`${behind.length} of them behind: ${behind[0]?.why ?? 'no reason was given'}`]),
      ...skipped.map(({ what, why }) => `${what}: ${why}`),
    ]
    return {
      name: this.name,
      kind: 'live',
      state: lost !== undefined ? 'lost' : behind.length > 0 || skipped.length > 0 ? 'partial' : 'live',
      message: lost === undefined ? words.join('; ') : `the API server does not answer: ${lost.why ?? 'no reason was given'}`,
      now: isoTime(now),
      ...(this.#lostSince === undefined ? {} : { lostSince: isoTime(this.#lostSince) }),
      window: { from: isoTime(window.from), to: isoTime(window.to) },
      watchedSince: isoTime(this.#startedAt),
      namespaces: namespacesIn(state),
      skipped,
      bytes: this.store.bytes,
    }
  }

  /** Which watches wait for the server; `lost` where all of those that once saw something do. */
  #watches(): { readonly lost: WatchState | undefined; readonly behind: readonly WatchState[]; readonly kinds: number } {
    const { coverage } = this.#monitor.state
    const denied = ({ kind, namespace }: WatchState): boolean =>
      ['not-permitted', 'not-served'].includes(coverage.of(kind, namespace).observation)
    const watches = [...this.store.watches.values()].filter((watch) => watch.state !== 'stopped' && !denied(watch))
    const behind = watches.filter(({ state }) => state === 'waiting')
    const isLost = watches.length > 0 && watches.every(({ state }) => state !== 'watching') && behind.length > watches.length / 2
    const [first] = behind.toSorted((left, right) => left.since - right.since)
    return { lost: isLost ? first : undefined, behind, kinds: new Set(watches.map(({ kind }) => kind)).size }
  }

  subscribe(listener: (change: ViewChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async stop(): Promise<void> {
    this.#listeners.clear()
    await this.#monitor.stop()
  }
}
