import { judgeChanges } from '@aks-copilot/cluster'
import type { RepairGate } from '@aks-copilot/contracts'
import type { AttemptToJudge } from './gate.ts'

/**
 * The detectors on the state as it was read, with all changes applied: what was found is gone, and nothing else appears. What the cluster
 * never took is in no state: the API server judges it.
 */
export function onRecordedState({ candidates, state }: AttemptToJudge): RepairGate[] {
  const live = candidates.filter(({ changes }) => changes.every(({ of }) => of === undefined))
  if (live.length === 0) return []
  const changes = live.flatMap((candidate) => candidate.changes)
  const incidents = live.map(({ incident }) => incident)
  return judgeChanges(changes, incidents, state).map(({ check, pass, detail }) => ({ gate: check, pass, detail }))
}
