import { isMap } from '@aks-copilot/kubernetes'
import type { LiveReference } from '@aks-copilot/contracts'
import type { LiveObject } from './live-object.ts'
import type { Time } from './records.ts'

/** That a pod went from one state to another. */
export interface PodTransition {
  readonly object: LiveReference
  readonly uid: string
  readonly at: Time
  /** undefined: it was not there. */
  readonly from: string | undefined
  /** undefined: it is gone. */
  readonly to: string | undefined
}

/** The state of a pod in a word or two, much as `kubectl get pods` says it: `Running`, `Not ready`, `CrashLoopBackOff`, `Init:Error`. */
export function podState(pod: LiveObject): string {
  const { metadata, status } = pod.value
  if (!isMap(status)) return 'Pending'
  if (isMap(metadata) && metadata['deletionTimestamp'] !== undefined) return 'Terminating'
  if (typeof status['reason'] === 'string') return status['reason']
  const phase = typeof status['phase'] === 'string' ? status['phase'] : 'Pending'
  const init = reasonOf(status['initContainerStatuses'])
  if (init !== undefined && phase !== 'Running') return `Init:${init}`
  const reason = reasonOf(status['containerStatuses'])
  if (reason !== undefined && (phase !== 'Succeeded' || reason !== 'Completed')) return reason
  return phase === 'Running' && !isReady(status['containerStatuses']) ? 'Not ready' : phase
}

/** Whether anything of a pod is not as it should be: its log is worth more than others. */
export function isFailing(pod: LiveObject | undefined): boolean {
  if (pod === undefined) return true
  const { status } = pod.value
  if (!isMap(status) || !['Running', 'Succeeded'].includes(podState(pod))) return true
  const list = status['containerStatuses']
  return Array.isArray(list) && list.some((container) => isMap(container) && Number(container['restartCount'] ?? 0) > 0)
}

function reasonOf(statuses: unknown): string | undefined {
  if (!Array.isArray(statuses)) return undefined
  for (const status of statuses as unknown[]) {
    const state = isMap(status) ? status['state'] : undefined
    if (!isMap(state)) continue
    const [waiting, terminated] = [state['waiting'], state['terminated']]
    const reason = isMap(waiting) ? waiting['reason'] : isMap(terminated) && terminated['exitCode'] !== 0 ? terminated['reason'] : undefined
    if (typeof reason === 'string' && reason !== 'PodInitializing') return reason
  }
  return undefined
}

function isReady(statuses: unknown): boolean {
  return Array.isArray(statuses) && statuses.every((status) => isMap(status) && status['ready'] === true)
}
