import type { LiveReference } from '@aks-copilot/contracts'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import type { Time } from '../context/records.ts'
import { latest } from './patience.ts'

/** Since when an object has what stands at a place: its last change there, else its creation. */
export function writtenAt(object: LiveObject, pointer: string, state: ClusterState): Time | undefined {
  return state.lastChange(object, pointer)?.at ?? object.createdAt
}

/** Since when an object names one that does not exist: the name was written, or the other one was deleted after that. */
export function missingSince(object: LiveObject, pointer: string, missing: LiveReference, state: ClusterState): Time | undefined {
  return latest([writtenAt(object, pointer, state), deletedAt(missing, state)])
}

/** When an object was seen to be deleted, within the window. */
function deletedAt(reference: LiveReference, state: ClusterState): Time | undefined {
  return state.changesOf(reference).findLast(({ kind }) => kind === 'deleted')?.at
}

/** Whether an object is being deleted, alone or with its namespace: what it lacks is no fault any more. */
export function isGoing(object: LiveObject, state: ClusterState): boolean {
  if (object.deletedAt !== undefined) return true
  return object.namespace !== undefined && state.find('Namespace', undefined, object.namespace)?.deletedAt !== undefined
}
