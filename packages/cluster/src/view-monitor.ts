import type { ClusterStatus, Diagnosis, Incident, Outlook } from '@aks-copilot/contracts'
import type { ClusterView, ViewChange } from './cluster-view.ts'
import { ClusterState } from './context/cluster-state.ts'
import type { ContextStore } from './context/context-store.ts'
import type { Time } from './context/records.ts'
import { DETECTORS } from './detect/detectors.generated.ts'
import { diagnose, skippedOf } from './diagnose-cluster.ts'
import { findOutlook } from './forecast/find-outlook.ts'
import { findIncidents } from './incidents/find-incidents.ts'
import type { Monitor } from './monitor-cluster.ts'

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
    return state === this.#monitor.state ? this.#monitor.diagnosis(runId) : diagnose(state.snapshot, { runId })
  }

  outlook(at?: Time): readonly Outlook[] {
    return findOutlook(this.state(at), (kind, then, namespace) => this.store.objects.at(then, kind, namespace))
  }

  status(): ClusterStatus {
    const state = this.state()
    const { now, window } = state.snapshot
    const watches = [...this.store.watches.values()]
    const waiting = watches.filter((watch) => watch.state === 'waiting')
    const skipped = skippedOf(state, DETECTORS)
    const isLost = watches.length > 0 && waiting.length === watches.length
    const lostSince = isLost ? Math.min(...waiting.map(({ since }) => since)) : undefined
    return {
      name: this.name,
      kind: 'live',
      state: isLost ? 'lost' : waiting.length > 0 || skipped.length > 0 ? 'partial' : 'live',
      message: isLost
        ? `the API server does not answer: ${waiting[0]?.why ?? 'no reason was given'}`
        : [`watching ${new Set(watches.map(({ kind }) => kind)).size} kinds`, ...skipped.map(({ what, why }) => `${what}: ${why}`)].join(
            '; ',
          ),
      now: iso(now),
      ...(lostSince === undefined ? {} : { lostSince: iso(lostSince) }),
      window: { from: iso(window.from), to: iso(window.to) },
      watchedSince: iso(this.#startedAt),
      namespaces: state
        .list('Namespace')
        .map(({ name }) => name)
        .toSorted(),
      skipped,
      bytes: this.store.bytes,
    }
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

function iso(time: Time): string {
  return new Date(time).toISOString()
}
