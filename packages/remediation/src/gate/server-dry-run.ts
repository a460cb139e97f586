import type { RepairGate } from '@aks-copilot/contracts'
import { manifestOf } from '../propose/differences.ts'
import type { CandidateChange } from '../propose/proposer.ts'
import { manifestsAfter } from './changed-objects.ts'
import type { AttemptToJudge } from './gate.ts'

const GATE = 'server-dry-run'

/** Whether the API server would take each change. Where it could not be asked, the detail says so, and the other gates must do. */
export async function onServer(attempt: AttemptToJudge): Promise<RepairGate[]> {
  const { candidates, dryRunner, signal } = attempt
  if (dryRunner === undefined) return []
  const gates: RepairGate[] = []
  for (const change of candidates.flatMap(({ changes }) => changes)) {
    const { object } = change
    const tried = triedOf(change, attempt)
    if (typeof tried === 'string') return [...gates, { gate: GATE, pass: false, detail: tried }]
    const { verdict, detail } = await dryRunner.dryRun(object, tried, signal)
    gates.push({ gate: GATE, pass: verdict !== 'refused', detail: `${object.kind} ${object.name}: ${detail}` })
  }
  return gates
}

/** The operations, or the whole manifest where the cluster has never taken it; a clause where that is not known. */
function triedOf(
  { object, operations, of }: CandidateChange,
  attempt: AttemptToJudge,
): Parameters<NonNullable<AttemptToJudge['dryRunner']>['dryRun']>[1] | string {
  if (of === undefined) return operations
  const after = manifestsAfter(attempt)
  if (typeof after === 'string') return after
  const manifest = manifestOf(object, after, attempt.application.destination.namespace)
  return manifest === undefined ? `${object.kind} ${object.name} is not rendered from Git` : { manifest }
}
