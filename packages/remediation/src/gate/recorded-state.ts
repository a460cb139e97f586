import { judgeChanges } from '@aks-copilot/cluster'
import type { RepairGate } from '@aks-copilot/contracts'
import type { AttemptToJudge } from './gate.ts'

/** The detectors on the state as it was read, with all changes applied: what was found is gone, and nothing else appears. */
export function onRecordedState({ candidates, state }: AttemptToJudge): RepairGate[] {
  const changes = candidates.flatMap((candidate) => candidate.changes)
  const incidents = candidates.map(({ incident }) => incident)
  return judgeChanges(changes, incidents, state).map(({ check, pass, detail }) => ({ gate: check, pass, detail }))
}
