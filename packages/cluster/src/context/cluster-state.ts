import type { LiveReference } from '@aks-copilot/contracts'
import { type Field, matchesLabels, matchesSelector } from '@aks-copilot/kubernetes'
import type { Coverage } from './coverage.ts'
import { type LiveObject, objectKey } from './live-object.ts'
import type { Change, EventRecord, LogStream, MetricName, MetricSeries, Time } from './records.ts'
import type { Snapshot } from './snapshot.ts'

/** The four answers to "is it there?". An error while reading is never "absent". */
export type Lookup =
  | { readonly answer: 'present'; readonly object: LiveObject }
  | { readonly answer: 'absent' }
  | { readonly answer: 'not-permitted' | 'not-observed'; readonly why: string | undefined }

const NONE: readonly never[] = []

/** A snapshot with its indexes: what detectors ask. Pure; built once, then only read. */
export class ClusterState {
  readonly snapshot: Snapshot
  readonly now: Time
  readonly window: Snapshot['window']
  readonly coverage: Coverage
  readonly #byKind: ReadonlyMap<string, LiveObject[]>
  readonly #byPlace: ReadonlyMap<string, LiveObject[]>
  readonly #byKey: ReadonlyMap<string, LiveObject>
  readonly #byUid: ReadonlyMap<string, LiveObject>
  readonly #controlled: ReadonlyMap<string, LiveObject[]>
  readonly #eventsByUid: ReadonlyMap<string, EventRecord[]>
  readonly #eventsByKey: ReadonlyMap<string, EventRecord[]>
  readonly #logs: ReadonlyMap<string, LogStream[]>
  readonly #metrics: ReadonlyMap<string, MetricSeries[]>
  readonly #changes: ReadonlyMap<string, Change[]>
  readonly #cache = new Map<unknown, unknown>()

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot
    this.now = snapshot.now
    this.window = snapshot.window
    this.coverage = snapshot.coverage
    const { objects } = snapshot
    this.#byKind = groupBy(objects, ({ kind }) => kind)
    this.#byPlace = groupBy(objects, ({ kind, namespace }) => `${kind}/${namespace ?? ''}`)
    this.#byKey = new Map(objects.map((object) => [objectKey(object), object]))
    this.#byUid = new Map(objects.map((object) => [object.uid, object]))
    this.#controlled = groupBy(objects, ({ controller }) => controller?.uid)
    this.#eventsByUid = groupBy(snapshot.events, ({ object }) => object.uid)
    this.#eventsByKey = groupBy(snapshot.events, ({ object }) => objectKey(object))
    this.#logs = groupBy(snapshot.logs, ({ pod }) => pod.uid)
    this.#metrics = groupBy(snapshot.metrics, ({ object }) => objectKey(object))
    this.#changes = groupBy(snapshot.changes, ({ object }) => objectKey(object))
  }

  /** Every object of a kind. */
  list(kind: string): readonly LiveObject[] {
    return this.#byKind.get(kind) ?? NONE
  }

  /** Every object of a kind in one namespace. */
  in(kind: string, namespace: string | undefined): readonly LiveObject[] {
    return this.#byPlace.get(`${kind}/${namespace ?? ''}`) ?? NONE
  }

  find(kind: string, namespace: string | undefined, name: string): LiveObject | undefined {
    return this.#byKey.get(objectKey({ kind, namespace, name }))
  }

  byUid(uid: string): LiveObject | undefined {
    return this.#byUid.get(uid)
  }

  /** Whether an object is there, with the four answers kept apart. */
  lookup(kind: string, namespace: string | undefined, name: string): Lookup {
    const object = this.find(kind, namespace, name)
    if (object !== undefined) return { answer: 'present', object }
    const { observation, why } = this.coverage.of(kind, namespace)
    if (observation === 'observed' || observation === 'not-served') return { answer: 'absent' }
    return { answer: observation, why }
  }

  /** True only where it is certain that the object does not exist. */
  isAbsent(kind: string, namespace: string | undefined, name: string): boolean {
    return this.lookup(kind, namespace, name).answer === 'absent'
  }

  /** What this object controls, directly; of one kind, or of all. */
  controlledBy(owner: LiveObject, kind?: string): readonly LiveObject[] {
    const all = this.#controlled.get(owner.uid) ?? NONE
    return kind === undefined ? all : all.filter((object) => object.kind === kind)
  }

  /** The controller of an object, if it is among those observed. */
  controllerOf(object: LiveObject): LiveObject | undefined {
    return object.controller === undefined ? undefined : this.byUid(object.controller.uid)
  }

  /** The outermost observed controller: the Deployment of a pod, the CronJob of a Job's pod; the object itself where it has none. */
  topController(object: LiveObject): LiveObject {
    let top = object
    for (let steps = 0; steps < MOST_OWNERS; steps++) {
      const owner = this.controllerOf(top)
      if (owner === undefined) break
      top = owner
    }
    return top
  }

  /** The pods below an object, through all controllers; a Pod is its own pod. */
  podsOf(owner: LiveObject): readonly LiveObject[] {
    if (owner.kind === 'Pod') return [owner]
    return this.remember(`pods of ${owner.uid}`, () => this.#podsBelow(owner, MOST_OWNERS))
  }

  /** Anybody may write objects that own each other in a circle. */
  #podsBelow(owner: LiveObject, levels: number): readonly LiveObject[] {
    if (levels === 0) return NONE
    return this.controlledBy(owner).flatMap((object) => (object.kind === 'Pod' ? [object] : this.#podsBelow(object, levels - 1)))
  }

  /** Pods of a namespace that an equality selector (of a Service) selects; an empty one selects none. */
  podsMatching(selector: Readonly<Record<string, string>>, namespace: string | undefined): readonly LiveObject[] {
    return this.in('Pod', namespace).filter((pod) => matchesLabels(selector, pod.labels.strings()))
  }

  /** Pods of a namespace that a LabelSelector selects; an empty one selects all. */
  podsSelected(selector: Field, namespace: string | undefined): readonly LiveObject[] {
    return this.in('Pod', namespace).filter((pod) => matchesSelector(selector, pod.labels.strings()))
  }

  /** Events about an object, oldest first: by UID, and by kind and name where an event has none. With reasons: only those. */
  eventsAbout(object: LiveObject | LiveReference, ...reasons: readonly string[]): readonly EventRecord[] {
    const uid = 'uid' in object ? object.uid : ''
    const named = (this.#eventsByKey.get(objectKey(object)) ?? NONE).filter((event) => isAbout(event, uid))
    const own = uid === '' ? NONE : (this.#eventsByUid.get(uid) ?? NONE)
    const all = named.length === 0 ? own : [...new Set([...own, ...named])]
    const wanted = reasons.length === 0 ? all : all.filter(({ reason }) => reasons.includes(reason))
    return wanted.toSorted((left, right) => left.lastAt - right.lastAt)
  }

  /** Log streams of a pod: of one container, or of all. */
  logsOf(pod: LiveObject, container?: string): readonly LogStream[] {
    const streams = this.#logs.get(pod.uid) ?? NONE
    return container === undefined ? streams : streams.filter((stream) => stream.container === container)
  }

  /** One measured series, if there is one. */
  metric(object: LiveObject, metric: MetricName, container?: string): MetricSeries | undefined {
    return this.#metrics.get(objectKey(object))?.find((series) => series.metric === metric && series.container === container)
  }

  /** What changed of an object within the window, oldest first. */
  changesOf(object: { readonly kind: string; readonly namespace?: string | undefined; readonly name: string }): readonly Change[] {
    return this.#changes.get(objectKey(object)) ?? NONE
  }

  /** The last change of a field, or of anything below it. `pointer` '' means any field. */
  lastChange(object: LiveObject, pointer: string): Change | undefined {
    return this.changesOf(object).findLast(({ diff }) => diff.some(({ path }) => path === pointer || path.startsWith(`${pointer}/`)))
  }

  /** Computes once for this state. */
  remember<T>(key: unknown, compute: () => T): T {
    if (!this.#cache.has(key)) this.#cache.set(key, compute())
    return this.#cache.get(key) as T
  }
}

/** Deployment, ReplicaSet, Pod is three; custom controllers add a few. */
const MOST_OWNERS = 8

/** An event with another UID is about an earlier object of the same name. Nodes are named by name in place of a UID. */
function isAbout({ object }: EventRecord, uid: string): boolean {
  return uid === '' || object.uid === undefined || object.uid === '' || object.uid === uid || object.uid === object.name
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | undefined): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key === undefined || key === '') continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
