import type { Diagnosis, Incident, Outlook } from '@aks-copilot/contracts'
import type { ClusterView, ViewChange } from './cluster-view.ts'
import { ClusterState } from './context/cluster-state.ts'
import { namespacesIn } from './context/namespaces-in.ts'
import { ContextStore } from './context/context-store.ts'
import { podState } from './context/pod-state.ts'
import type { Time } from './context/records.ts'
import { DETECTORS } from './detect/detectors.generated.ts'
import { diagnosisOf, skippedOf } from './diagnose-cluster.ts'
import { findOutlook } from './forecast/find-outlook.ts'
import { findIncidents } from './incidents/find-incidents.ts'
import { recallIncidents } from './recall-incidents.ts'
import { type PastVersion, type Recording, stateAt, watchedSince } from './record/recording.ts'
import { isoTime } from './context/iso-time.ts'

/** How many moments are kept: who drags the time bar looks at the same ones again. */
const MOMENTS = 16

export interface RecordingView extends ClusterView {
  /**
   * Looks for incidents that were over before the recording ended: from then on they stand among the incidents of now. It takes seconds for
   * a long recording, a moment of it at a time, so that others have their turn; who follows is told when it is done.
   */
  recall(): Promise<void>
}

/** A cluster as it was recorded, or read once: nothing in it changes any more, and its clock stands still. */
export function viewRecording(recording: Recording): RecordingView {
  return new RecordedView(recording)
}

interface Moment {
  readonly state: ClusterState
  readonly incidents: readonly Incident[]
}

class RecordedView implements RecordingView {
  readonly name: string
  readonly store: ContextStore
  readonly #recording: Recording
  readonly #moments = new Map<Time, Moment>()
  readonly #listeners = new Set<(change: ViewChange) => void>()
  #over: readonly Incident[] = []
  #isStopped = false

  constructor(recording: Recording) {
    this.name = recording.snapshot.cluster
    this.#recording = recording
    this.store = storeOf(recording)
  }

  now(): Time {
    return this.#recording.snapshot.now
  }

  state(at?: Time): ClusterState {
    return this.#moment(at).state
  }

  incidents(at?: Time): readonly Incident[] {
    const { incidents } = this.#moment(at)
    return at === undefined || at >= this.now() ? [...incidents, ...this.#over] : incidents
  }

  async recall(): Promise<void> {
    const open = new Set(this.#moment().incidents.map(({ fingerprint }) => fingerprint))
    const over = await recallIncidents(this.#recording, () => this.#isStopped)
    this.#over = over.filter(({ fingerprint }) => !open.has(fingerprint))
    if (this.#over.length === 0 || this.#isStopped) return
    // What was computed for the state of now was computed without them.
    this.#moments.delete(this.now())
    for (const told of this.#listeners) told({ type: 'summary-changed' })
  }

  diagnosis(runId: string, at?: Time): Diagnosis {
    const { state, incidents } = this.#moment(at)
    return { ...diagnosisOf(incidents, state, runId), skipped: skippedOf(state, DETECTORS) }
  }

  outlook(at?: Time): readonly Outlook[] {
    return findOutlook(this.state(at), (kind, then, namespace) => this.store.objects.at(then, kind, namespace))
  }

  status(): ReturnType<ClusterView['status']> {
    const { snapshot } = this.#recording
    const state = this.state()
    return {
      name: this.name,
      kind: 'recording',
      state: 'recording',
      message: `a recording of ${isoTime(snapshot.now).slice(0, 16).replace('T', ' ')} UTC`,
      now: isoTime(snapshot.now),
      window: { from: isoTime(snapshot.window.from), to: isoTime(snapshot.window.to) },
      watchedSince: isoTime(watchedSince(this.#recording)),
      namespaces: namespacesIn(state),
      skipped: skippedOf(state, DETECTORS),
      bytes: this.store.bytes,
    }
  }

  subscribe(listener: (change: ViewChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#listeners.clear()
    await Promise.resolve()
  }

  #moment(at: Time = this.now()): Moment {
    const time = Math.min(at, this.now())
    const known = this.#moments.get(time)
    if (known !== undefined) return known
    const state = new ClusterState(stateAt(this.#recording, time))
    const moment = { state, incidents: findIncidents(state, DETECTORS) }
    const oldest = this.#moments.size < MOMENTS ? undefined : [...this.#moments.keys()].find((key) => key !== this.now())
    if (oldest !== undefined) this.#moments.delete(oldest)
    this.#moments.set(time, moment)
    return moment
  }
}

/** A store with everything that was recorded, for queries. */
function storeOf(recording: Recording): ContextStore {
  const { snapshot } = recording
  const { now, window } = snapshot
  const store = new ContextStore({ cluster: snapshot.cluster, now: () => now, windowMs: window.to - window.from })
  for (const { object, from, until } of versionsOf(recording)) {
    store.objects.put(object, from)
    if (until !== undefined) store.objects.remove(object.uid, until)
  }
  for (const event of snapshot.events) store.events.put(event)
  for (const stream of snapshot.logs) store.logs.put(stream)
  for (const series of snapshot.metrics) store.metrics.put(series)
  for (const change of snapshot.changes) store.changes.add(change.at, change, 0)
  for (const entry of snapshot.coverage.entries) store.coverage.put(entry, window.from)
  for (const transition of transitionsOf(recording)) store.transitions.add(transition.at, transition, 0)
  return store
}

interface Version extends Omit<PastVersion, 'until'> {
  /** Only where the object was gone after it. */
  readonly until: Time | undefined
}

/** All versions, oldest first. */
function versionsOf({ snapshot, history }: Recording): Version[] {
  const present = new Set(snapshot.objects.map(({ uid }) => uid))
  const last = new Map<string, Time>()
  for (const { object, until } of history) last.set(object.uid, Math.max(until, last.get(object.uid) ?? 0))
  const past = history.map(({ object, from, until }) => ({
    object,
    from,
    until: !present.has(object.uid) && last.get(object.uid) === until ? until : undefined,
  }))
  const now = snapshot.objects.map((object) => ({
    object,
    from: last.get(object.uid) ?? object.createdAt ?? snapshot.window.from,
    until: undefined,
  }))
  return [...past, ...now].toSorted((left, right) => left.from - right.from)
}

function* transitionsOf(recording: Recording): Generator<Parameters<ContextStore['transitions']['add']>[1]> {
  const states = new Map<string, string>()
  for (const { object, from: at, until } of versionsOf(recording)) {
    if (object.kind !== 'Pod') continue
    const [from, to] = [states.get(object.uid), podState(object)]
    if (from !== to) yield { object: object.reference, uid: object.uid, at, from, to }
    states.set(object.uid, to)
    if (until !== undefined) yield { object: object.reference, uid: object.uid, at: until, from: to, to: undefined }
  }
}
