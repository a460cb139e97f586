import type { RepairAttempt } from '@aks-copilot/contracts'
import { isPlanned } from '../commit/is-planned.ts'
import { filesAfter, planCommit, planRevert, revertReason } from '../commit/plan-commit.ts'
import { withoutAttempt } from '../commit/without-attempt.ts'
import type { Run } from '../loop/run.ts'
import type { CommitInfo } from '../ports.ts'

type Planned = Pick<Run, 'state' | 'ports' | 'signal' | 'signingKey'>

/** Whether a commit is the one that planning an attempt again gives. */
export async function isAttemptCommit(run: Planned, attempt: RepairAttempt, info: CommitInfo): Promise<boolean> {
  const { ports, state, signal, signingKey } = run
  const before = await Promise.all(attempt.files.map(async ({ file }) => await ports.git.files(attempt.base, file, signal)))
  const after = filesAfter(attempt, before.flat())
  return after !== undefined && (await isPlanned(run, info, planCommit(state, attempt, after, signingKey)))
}

/**
 * Whether a commit is the one that planning the revert of an attempt again gives, upon what the deployed branch held then. `why` it was taken
 * back; absent: as the commit itself says.
 */
export async function isRevertCommit(run: Planned, attempt: RepairAttempt, info: CommitInfo, why?: string): Promise<boolean> {
  const { ports, state, signal, signingKey } = run
  const [parent] = info.parents
  const reason = why ?? revertReason(attempt, info.message)
  if (reason === undefined || parent === undefined || !(await ports.git.contains(state.source.branch, parent, signal))) return false
  const without = await withoutAttempt(run, attempt, parent)
  if (without.kind !== 'there') return false
  return await isPlanned(run, info, planRevert(state, attempt, { parent, files: without.files, why: reason, at: info.at }, signingKey))
}
