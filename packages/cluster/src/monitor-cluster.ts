import type { Diagnosis, Incident } from '@aks-copilot/contracts'
import { type ApiServer, serverTime } from './connect/api-server.ts'
import { clusterError } from './connect/cluster-error.ts'
import { ClusterState } from './context/cluster-state.ts'
import { ContextStore } from './context/context-store.ts'
import { concerns, diagnosisOf, skippedOf } from './diagnose-cluster.ts'
import type { Touched } from './context/listeners.ts'
import { DETECTORS } from './detect/detectors.generated.ts'
import { findIncidents } from './incidents/find-incidents.ts'
import { type IncidentChange, IncidentTracker } from './incidents/incident-tracker.ts'
import { LogFollower } from './logs/follow-logs.ts'
import { sampleMetrics } from './metrics/sample-metrics.ts'
import { type ClusterWatch, watchCluster } from './watch/watch-cluster.ts'

export interface MonitorOptions {
  readonly namespaces?: readonly string[] | undefined
  /** How far back to remember, in milliseconds; default two hours. */
  readonly windowMs?: number
  /** Bytes that the store may hold; see ContextStore. */
  readonly maxBytes?: number
  /** Writes into this one, which somebody else made; default: one of its own. */
  readonly store?: ContextStore
  /** Milliseconds between two looks while things change; default 2 s. Without changes it looks every 15 s, for time itself breaks things. */
  readonly every?: number
  readonly onChange?: (change: IncidentChange) => void
  /** After each look, also where no incident changed. */
  readonly onLook?: () => void
}

const QUIET = 15_000
/** A look at a large cluster takes its time: at most a fifth of all goes into looking. */
const REST = 4

/** A cluster that is watched: its store, its incidents as they open and close. */
export interface Monitor {
  readonly store: ContextStore
  readonly tracker: IncidentTracker
  readonly watch: ClusterWatch
  /** The state that was looked at last. */
  readonly state: ClusterState
  /** Looks now, and tells of what changed. */
  look(): readonly Incident[]
  /** The report of now: open incidents, and those that closed within the window. */
  diagnosis(runId: string): Diagnosis
  /** Ends everything; resolves when no socket and no timer is left. */
  stop(): Promise<void>
}

/** Watches a cluster into a store and follows its incidents, until stopped. Resolves when everything was listed once. Throws CopilotError. */
export async function monitorCluster(api: ApiServer, options: MonitorOptions = {}): Promise<Monitor> {
  const { namespaces, windowMs, maxBytes } = options
  const store = options.store ?? new ContextStore({ cluster: api.name, now: () => serverTime(api), windowMs, maxBytes })
  const watch = await watchCluster(api, store, { namespaces }).catch((error: unknown) => {
    throw clusterError(error, api)
  })
  await watch.ready
  return new RunningMonitor(api, store, watch, options)
}

class RunningMonitor implements Monitor {
  readonly store: ContextStore
  readonly tracker = new IncidentTracker()
  readonly watch: ClusterWatch
  readonly #options: MonitorOptions
  readonly #follower: LogFollower
  readonly #control = new AbortController()
  readonly #sampling: Promise<void>
  readonly #timer: NodeJS.Timeout
  readonly #unsubscribe: () => void
  #state: ClusterState
  /** Of the process's own clock: not before this because of a change. */
  #restsUntil = 0

  constructor(api: ApiServer, store: ContextStore, watch: ClusterWatch, options: MonitorOptions) {
    this.store = store
    this.watch = watch
    this.#options = options
    this.#state = new ClusterState(store.snapshot())
    this.#follower = new LogFollower(api)
    this.#sampling = sampleMetrics(
      api,
      () => this.#state,
      (reading) => {
        for (const series of reading.series) store.metric(series)
        for (const entry of reading.coverage) store.covered(entry)
      },
      this.#control.signal,
    )
    // What the follower and the sampler write is seen at the next look; it shall not cause one.
    this.#unsubscribe = store.subscribe((touched) => {
      if (
        ['objects', 'events', 'changes', 'coverage'].some((what) => touched.has(what as Touched)) &&
        performance.now() >= this.#restsUntil
      )
        this.look()
    }, options.every ?? 2000)
    this.#timer = setInterval(() => void this.look(), QUIET)
    this.look()
  }

  get state(): ClusterState {
    return this.#state
  }

  look(): readonly Incident[] {
    const began = performance.now()
    try {
      return this.#look()
    } finally {
      this.#restsUntil = performance.now() + Math.min(QUIET, REST * (performance.now() - began))
    }
  }

  #look(): readonly Incident[] {
    this.store.sweep()
    this.#state = new ClusterState(this.store.snapshot())
    this.#follower.update(this.#state)
    for (const stream of this.#follower.streams()) this.store.log(stream)
    for (const entry of this.#follower.coverage()) this.store.covered(entry)
    const state = this.#state
    const { namespaces } = this.#options
    const found = findIncidents(state, DETECTORS).filter((incident) => namespaces === undefined || concerns(incident, namespaces))
    const isObserved = ({ cause: { object } }: Incident): boolean =>
      state.coverage.of(object.kind, object.namespace).observation === 'observed'
    for (const change of this.tracker.update(found, state.now, isObserved)) this.#options.onChange?.(change)
    this.#options.onLook?.()
    return this.tracker.open
  }

  diagnosis(runId: string): Diagnosis {
    const report = diagnosisOf([...this.tracker.open, ...this.tracker.closed], this.#state, runId)
    return { ...report, skipped: [...skippedOf(this.#state, DETECTORS), ...this.store.skipped()] }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#unsubscribe()
    this.#control.abort(new Error('the monitor was stopped'))
    await Promise.all([this.watch.stop(), this.#follower.close(), this.#sampling])
  }
}
