import type { LiveObject } from '../context/live-object.ts'
import type { Change, EventRecord, FieldChange, Time } from '../context/records.ts'
import type { Snapshot } from '../context/snapshot.ts'
import { changeKind, creationOf, deletionOf } from './change-between.ts'
import { type FieldManager, fieldManagers, nameOf } from './managers.ts'
import { eventChanges, revisionChanges, withRevisions } from './noted-changes.ts'
import { isWritten } from './relevant-fields.ts'
import { rollouts } from './template-revisions.ts'

/** Times are cut to the second, and an object's fields are set in several steps when it is made. */
const AT_ONCE = 2000
/** An apply sets all fields that it owns; the list is cut here. */
const MOST_FIELDS = 40
/** Controllers answer a change of a template within this. */
const ANSWER = 5000

/**
 * What the cluster itself remembers of changes, for whoever sees it for the first time: kept revisions of workloads, times of field
 * managers, creations, deletions under way, events of scaling and of nodes, the history of Argo CD Applications. Oldest first; it reaches
 * as far back as the cluster does, and not only over the window. Where it is known that a field was set and not what it was before, both
 * values of its diff are undefined. Pure.
 */
export function rememberedChanges({ objects, events }: Pick<Snapshot, 'objects' | 'events'>): Change[] {
  const children = groupByOwner(objects)
  const about = groupByObject(events)
  const none: readonly LiveObject[] = []
  const changes = objects.flatMap((object): Change[] => {
    if (!isWritten(object)) return []
    const holders = (children.get(object.uid) ?? none).filter(({ kind }) => kind === 'ReplicaSet' || kind === 'ControllerRevision')
    const own = about.get(object.uid) ?? []
    const rolled = rollouts(object, { holders, events: own, pods: (holder) => children.get(holder.uid) ?? none })
    return [...creation(object), ...rolled, ...settings(object, rolled, holders, own), ...deletion(object)]
  })
  const known = Map.groupBy(changes, ({ uid }) => uid)
  const told = eventChanges(events, objects).filter(
    ({ uid, kind, at }) => !(known.get(uid) ?? []).some((change) => change.kind === kind && Math.abs(change.at - at) <= ANSWER),
  )
  const noted = [...objects.flatMap(revisionChanges), ...told]
  return withRevisions([...changes, ...noted], objects).toSorted((left, right) => left.at - right.at)
}

function creation(object: LiveObject): Change[] {
  const { createdAt } = object
  const change = createdAt === undefined ? undefined : creationOf(object, createdAt)
  return change === undefined ? [] : [{ ...change, origin: 'managed-fields' }]
}

/** `deletionTimestamp` is when the grace period ends. */
function deletion(object: LiveObject): Change[] {
  const { deletedAt } = object
  if (deletedAt === undefined) return []
  const change = deletionOf(object, deletedAt - (object.at('metadata', 'deletionGracePeriodSeconds').number ?? 0) * 1000)
  return change === undefined ? [] : [{ ...change, origin: 'managed-fields' }]
}

/** Fields that somebody set after the object was made. */
function settings(object: LiveObject, rolled: readonly Change[], holders: readonly LiveObject[], events: readonly EventRecord[]): Change[] {
  const createdAt = object.createdAt ?? 0
  return fieldManagers(object).flatMap((manager): Change[] => {
    const by = nameOf(manager)
    if (by === undefined || manager.at - createdAt <= AT_ONCE) return []
    const paths = changedPaths(object, manager, rolled, holders)
    if (paths.length === 0) return []
    const diff = paths
      .slice(0, MOST_FIELDS)
      .map((path): FieldChange => scaling(path, manager.at, events) ?? { path, from: undefined, to: undefined })
    return [
      {
        id: `${object.uid}@${manager.name}-${manager.at}`,
        object: object.reference,
        uid: object.uid,
        at: manager.at,
        by,
        kind: changeKind(object, diff),
        diff,
        origin: 'managed-fields',
      },
    ]
  })
}

/**
 * Which of a manager's fields can have changed at its time. The template of a workload with kept revisions changed when a revision came
 * and at no other time, and is told by that; selectors of workloads never change.
 */
function changedPaths(
  object: LiveObject,
  manager: FieldManager,
  rolled: readonly Change[],
  holders: readonly LiveObject[],
): readonly string[] {
  const revision = rolled.find(({ at }) => at - manager.at >= -AT_ONCE && at - manager.at <= ANSWER)
  // An apply that changed the template sets everything else again, mostly to what it was.
  if (revision !== undefined && manager.fields.length > MOST_EDITED) return []
  const isKept = holders.length > 0
  return manager.fields.filter((path) => {
    if (path.startsWith('/spec/template') && (isKept || revision !== undefined)) return false
    return !(path.startsWith('/spec/selector') && 'template' in objectSpec(object)) && !IMMUTABLE.test(path)
  })
}

/** Who edits sets a few fields; who applies owns them all. */
const MOST_EDITED = 4
const IMMUTABLE =
  /^\/spec\/(?:clusterIPs?|serviceName|podManagementPolicy|volumeClaimTemplates|volumeName|storageClassName|accessModes)(?:\/|$)/

function objectSpec(object: LiveObject): object {
  const { value } = object.spec
  return typeof value === 'object' && value !== null ? value : {}
}

/** `Scaled up replica set web-6f from 1 to 3`, at the time when the count was set: what the count was. */
function scaling(path: string, at: Time, events: readonly EventRecord[]): FieldChange | undefined {
  if (path !== '/spec/replicas') return undefined
  const near = events.filter(
    ({ reason, lastAt, count }) => reason === 'ScalingReplicaSet' && count === 1 && lastAt - at >= -AT_ONCE && lastAt - at <= AT_ONCE,
  )
  const numbers = near.length === 1 ? /from (\d+) to (\d+)$/.exec(near[0]?.message ?? '') : null
  return numbers === null ? undefined : { path, from: Number(numbers[1]), to: Number(numbers[2]) }
}

function groupByOwner(objects: readonly LiveObject[]): ReadonlyMap<string, readonly LiveObject[]> {
  const groups = new Map<string, LiveObject[]>()
  for (const object of objects) {
    const owner = object.controller?.uid
    if (owner === undefined || owner === '') continue
    const group = groups.get(owner)
    if (group === undefined) groups.set(owner, [object])
    else group.push(object)
  }
  return groups
}

function groupByObject(events: readonly EventRecord[]): ReadonlyMap<string, readonly EventRecord[]> {
  const groups = new Map<string, EventRecord[]>()
  for (const event of events) {
    const uid = event.object.uid ?? ''
    const group = groups.get(uid)
    if (group === undefined) groups.set(uid, [event])
    else group.push(event)
  }
  return groups
}
