import type { PatchOperation } from '@aks-copilot/contracts'
import { applyPatch } from 'rfc6902'
import { ClusterState } from '../context/cluster-state.ts'
import { LiveObject, objectKey } from '../context/live-object.ts'
import type { Detector } from '../detect/detector.ts'
import { findProblems } from '../detect/gather-findings.ts'

/** The object with the operations applied to it, or why they do not apply. */
export function patchedObject(object: LiveObject, operations: readonly PatchOperation[]): LiveObject | string {
  const value = structuredClone(object.value)
  const fault = applyPatch(value, structuredClone([...operations]) as Parameters<typeof applyPatch>[1]).find((error) => error !== null)
  return fault === undefined || fault === null ? new LiveObject(value) : fault.message
}

/** The state with one object in place of another. */
export function withObject(state: ClusterState, before: LiveObject, after: LiveObject): ClusterState {
  const objects = state.snapshot.objects.map((object) => (objectKey(object) === objectKey(before) ? after : object))
  return new ClusterState({ ...state.snapshot, objects })
}

/** Fingerprints of what detectors find, but for mere information; found once for each state. */
export function errorsOf(state: ClusterState, detectors: readonly Detector[]): string[] {
  return state.remember(detectors, () =>
    findProblems(state, detectors)
      .filter(({ severity }) => severity !== 'info')
      .map(({ fingerprint }) => fingerprint),
  )
}
