import { type ClusterState, judgeChanges } from '@aks-copilot/cluster'
import type { FileEdit, RepairGate } from '@aks-copilot/contracts'
import type { ApplicationStatus, DryRunner, GitFile } from '../ports.ts'
import type { RepairPolicy } from '../policy/repair-policy.ts'
import type { Candidate } from '../propose/proposer.ts'

export interface AttemptToJudge {
  readonly application: ApplicationStatus
  readonly candidates: readonly Candidate[]
  readonly files: readonly GitFile[]
  readonly edits: readonly FileEdit[]
  readonly state: ClusterState
  readonly policy: RepairPolicy
  readonly dryRunner: DryRunner | undefined
  readonly signal: AbortSignal
}

type Gate = (attempt: AttemptToJudge) => readonly RepairGate[] | Promise<readonly RepairGate[]>

/** Cheap ones first. */
const GATES: readonly Gate[] = [withinPolicy, onRecordedState, onServer]

/** Every gate before a commit, in order; the first that fails is the last that is computed. */
export async function judgeAttempt(attempt: AttemptToJudge): Promise<readonly RepairGate[]> {
  const all: RepairGate[] = []
  for (const gate of GATES) {
    all.push(...(await gate(attempt)))
    if (all.some(({ pass }) => !pass)) break
  }
  return all
}

function withinPolicy({ edits, policy }: AttemptToJudge): RepairGate[] {
  const characters = edits.flatMap((edit) => edit.edits).reduce((sum, { length, text }) => sum + Math.max(length, text.length), 0)
  const pass = edits.length <= policy.files && characters <= policy.characters
  const detail = `${edits.length} files, ${characters} characters (at most ${policy.files} and ${policy.characters})`
  return [{ gate: 'policy', pass, detail }]
}

function onRecordedState({ candidates, state }: AttemptToJudge): RepairGate[] {
  const changes = candidates.flatMap((candidate) => candidate.changes)
  const incidents = candidates.map(({ incident }) => incident)
  return judgeChanges(changes, incidents, state).map(({ check, pass, detail }) => ({ gate: check, pass, detail }))
}

async function onServer({ candidates, dryRunner, signal }: AttemptToJudge): Promise<RepairGate[]> {
  if (dryRunner === undefined) return []
  const gates: RepairGate[] = []
  for (const { object, operations } of candidates.flatMap(({ changes }) => changes)) {
    const { verdict, detail } = await dryRunner.dryRun(object, operations, signal)
    gates.push({ gate: 'server-dry-run', pass: verdict !== 'refused', detail: `${object.kind} ${object.name}: ${detail}` })
  }
  return gates
}
