import type { RepairGate } from '@aks-copilot/contracts'
import type { AttemptToJudge } from './gate.ts'

/** Whether the API server would take each change. Where it could not be asked, the detail says so, and the other gates must do. */
export async function onServer({ candidates, dryRunner, signal }: AttemptToJudge): Promise<RepairGate[]> {
  if (dryRunner === undefined) return []
  const gates: RepairGate[] = []
  for (const { object, operations } of candidates.flatMap(({ changes }) => changes)) {
    const { verdict, detail } = await dryRunner.dryRun(object, operations, signal)
    gates.push({ gate: 'server-dry-run', pass: verdict !== 'refused', detail: `${object.kind} ${object.name}: ${detail}` })
  }
  return gates
}
