import type { NextStep } from '@aks-copilot/contracts'
import { type LiveObject, timeOf } from '../context/live-object.ts'
import type { ClusterState } from '../context/cluster-state.ts'
import type { Time } from '../context/records.ts'
import type { EvidenceRecord } from './evidence.ts'
import { fieldEvidence } from './evidence.ts'

import { MINUTE } from './durations.ts'

/** A pod that is not ready for so long is stuck, not starting: images are pulled, caches filled, databases read their files. */
export const START_PATIENCE = 5 * MINUTE

/** Whether a pod takes part in serving, as its condition Ready says. */
export function isReady(pod: LiveObject): boolean {
  return pod.condition('Ready').at('status').is('True')
}

/** Since when a pod is not ready: its condition's last change, else its creation; undefined for a ready one. */
export function unreadySince(pod: LiveObject): Time | undefined {
  return isReady(pod) ? undefined : (timeOf(pod.condition('Ready').at('lastTransitionTime')) ?? pod.createdAt)
}

/** The pods of a workload that are meant to stay: neither being deleted nor ended. */
export function standingPods(workload: LiveObject, state: ClusterState): readonly LiveObject[] {
  return state.podsOf(workload).filter((pod) => pod.deletedAt === undefined && !hasEnded(pod))
}

function hasEnded(pod: LiveObject): boolean {
  const phase = pod.status.at('phase')
  return phase.is('Succeeded') || phase.is('Failed')
}

/** Pods of a workload that have not been ready for so many milliseconds, the longest first. */
export function lastingUnready(workload: LiveObject, milliseconds: number, state: ClusterState): readonly LiveObject[] {
  return standingPods(workload, state)
    .filter((pod) => state.now - (unreadySince(pod) ?? state.now) >= milliseconds)
    .toSorted((left, right) => (unreadySince(left) ?? 0) - (unreadySince(right) ?? 0))
}

/** What the cluster itself says of a pod that is not ready. */
export function unreadyEvidence(pod: LiveObject): EvidenceRecord[] {
  const status = pod.condition('Ready').at('status')
  return status.exists ? [fieldEvidence(pod, status, unreadySince(pod))] : []
}

/** Whether the controller has taken up the object as it stands now; before, its status speaks of an earlier one. */
export function isObserved(workload: LiveObject): boolean {
  return (workload.status.at('observedGeneration').number ?? 0) >= (workload.generation ?? 0)
}

/** The first thing to look at when a workload is short of pods. */
export function listPods(workload: LiveObject): NextStep {
  const labels = Object.entries(workload.spec.at('selector', 'matchLabels').strings()).map(([key, value]) => `${key}=${value}`)
  const selector = labels.length === 0 ? '' : ` -l ${labels.join(',')}`
  return { text: 'Look at its pods.', command: `kubectl get pods -n ${workload.namespace ?? 'default'}${selector} -o wide` }
}

/** The conditions, counts and events of an object. */
export function describe(object: LiveObject, text = 'Read its conditions and events.'): NextStep {
  return { text, command: `kubectl describe ${object.kind.toLowerCase()} ${object.name} -n ${object.namespace ?? 'default'}` }
}

/** `1 pod`, `3 pods`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
