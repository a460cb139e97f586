import type { LiveObject } from '../context/live-object.ts'
import type { Change, ChangeKind, FieldChange, Time } from '../context/records.ts'
import { diffObjects } from './diff-objects.ts'
import { fieldManagers, whoChanged, whoCreated } from './managers.ts'
import { isWritten } from './relevant-fields.ts'

/** Kinds that replace their pods when their template changes. */
const ROLLED = new Set(['Deployment', 'StatefulSet', 'DaemonSet'])

/**
 * The change that made one version of an object of another, as a watcher sees it. Undefined where nobody wanted anything: a status, a
 * controller's note, an object that another one controls.
 */
export function changeBetween(before: LiveObject, after: LiveObject, at: Time): Change | undefined {
  if (!isWritten(after) && after.kind !== 'Pod') return undefined
  const seen = diffObjects(before.value, after.value).filter((field) => !isScheduling(after, field))
  const diff = after.kind === 'Secret' ? [...seen, ...secretKeys(before, after)] : seen
  if (diff.length === 0) return undefined
  return {
    id: `${after.uid}@${after.resourceVersion}`,
    object: after.reference,
    uid: after.uid,
    at,
    by: whoChanged(after, diff, at),
    kind: changeKind(after, diff),
    diff,
    origin: 'watch',
  }
}

/** The keys of a Secret that somebody may have set: its data is never read, and its field managers tell which keys they hold, and when they set any. */
function secretKeys(before: LiveObject, after: LiveObject): FieldChange[] {
  const known = new Map(fieldManagers(before).map((manager) => [`${manager.name}/${manager.operation}`, manager.at]))
  return fieldManagers(after)
    .filter((manager) => known.get(`${manager.name}/${manager.operation}`) !== manager.at)
    .flatMap(({ fields }) => fields.filter((path) => path.startsWith('/data')).map((path) => ({ path, from: undefined, to: undefined })))
}

/** That an object came. Undefined for what another one controls. */
export function creationOf(object: LiveObject, at: Time): Change | undefined {
  if (!isWritten(object)) return undefined
  return {
    id: `${object.uid}@created`,
    object: object.reference,
    uid: object.uid,
    at,
    by: whoCreated(object),
    kind: 'created',
    diff: [],
    origin: 'watch',
  }
}

/** That an object went. Undefined for what another one controls, and for a pod that ended by itself. */
export function deletionOf(object: LiveObject, at: Time): Change | undefined {
  if (!isWritten(object)) return undefined
  return { id: `${object.uid}@deleted`, object: object.reference, uid: object.uid, at, kind: 'deleted', diff: [], origin: 'watch' }
}

/** What kind of change these fields make. */
export function changeKind(object: { readonly kind: string }, diff: readonly FieldChange[]): ChangeKind {
  if (ROLLED.has(object.kind) && diff.some(({ path }) => path.startsWith('/spec/template/'))) return 'rollout'
  if (object.kind === 'Application' && diff.some(({ path }) => path === '/status/sync/revision')) return 'rollout'
  return diff.every(({ path }) => path === '/spec/replicas') ? 'scaled' : 'changed'
}

/** Fields that the scheduler and admission set on a pod or a claim after its creation. */
function isScheduling({ kind }: LiveObject, { path, from }: FieldChange): boolean {
  if (kind === 'Pod') return path === '/spec/nodeName' || path.startsWith('/spec/tolerations') || path.startsWith('/spec/schedulingGates')
  return kind === 'PersistentVolumeClaim' && path === '/spec/volumeName' && from === undefined
}
