import type { RepairGate } from '@aks-copilot/contracts'
import type { AttemptToJudge, Gate } from './gate.ts'
import { noWeakerSecurity } from './no-weaker-security.ts'
import { nothingNewInManifests } from './manifests.ts'
import { onRecordedState } from './recorded-state.ts'
import { onServer } from './server-dry-run.ts'
import { otherBytesUnchanged } from './other-bytes-unchanged.ts'
import { withinPolicy } from './policy.ts'

export type { AttemptToJudge } from './gate.ts'

const GATES: readonly Gate[] = [withinPolicy, noWeakerSecurity, nothingNewInManifests, onRecordedState, otherBytesUnchanged, onServer]

/** Every gate before a commit, in order; the first that fails is the last that is computed. */
export async function judgeAttempt(attempt: AttemptToJudge): Promise<readonly RepairGate[]> {
  const all: RepairGate[] = []
  for (const gate of GATES) {
    attempt.signal.throwIfAborted()
    const gates = await gate(attempt)
    const failed = gates.findIndex(({ pass }) => !pass)
    all.push(...gates.slice(0, failed < 0 ? gates.length : failed + 1))
    if (failed >= 0) break
  }
  return all
}
