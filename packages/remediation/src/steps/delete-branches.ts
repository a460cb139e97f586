import { CopilotError } from '@aks-copilot/contracts'
import { attemptBranch, undoBranch } from '../commit/attempt-branch.ts'
import { nowText, type Run } from '../loop/run.ts'
import { MOST_ATTEMPTS } from '../loop/transitions.ts'
import type { CommitInfo } from '../ports.ts'
import { isAttemptCommit, isRevertCommit } from '../trust/own-commit.ts'

/**
 * Deletes the branches of a run whose pull requests were merged or closed, each only while it stands at the very commit that the run made: who
 * pushed upon it keeps it. Whatever the state says, a branch has the name that this run gives it, its pull request is asked for, and its commit
 * is planned again. What the host does not delete, or not now, stays, and is in the audit trail: a branch more keeps no
 * run from its end.
 */
export async function deleteBranches(run: Run): Promise<void> {
  const { state } = run
  if (state.mode === 'report') return
  for (const attempt of state.attempts.slice(-MOST_ATTEMPTS)) {
    if (attempt.branch === undefined || attempt.branch !== attemptBranch(state, attempt.number)) continue
    await deleteBranch(run, attempt.branch, async (info) => info.id === attempt.commit && (await isAttemptCommit(run, attempt, info)))
    await deleteBranch(run, undoBranch(attempt) ?? '', async (info) => await isRevertCommit(run, attempt, info))
  }
}

async function deleteBranch(run: Run, branch: string, isOwn: (info: CommitInfo) => Promise<boolean>): Promise<void> {
  const { ports, signal } = run
  const tip = await ports.git.head(branch, signal)
  if (tip === undefined) return
  const pull = await ports.git.pullRequest(branch, signal)
  // One without a pull request is all that people have of a patch that the host did not take.
  if (pull === undefined || pull.state === 'open') return
  const info = await ports.git.commitInfo(tip, signal)
  if (info === undefined || !(await isOwn(info))) return kept(run, branch, 'It does not stand at what this run committed.')
  try {
    const result = await ports.git.deleteBranch(branch, tip, signal)
    if (result === 'kept') kept(run, branch, 'Somebody pushed to it.')
  } catch (error) {
    // The port tried a while already. Where nothing at all answers, the state cannot be saved after this, and it is done again.
    if (!(error instanceof CopilotError) || error.category === 'critical' || signal.aborted) throw error
    kept(run, branch, error.message)
  }
}

function kept(run: Run, branch: string, why: string): void {
  run.ports.audit.record({ at: nowText(run), runId: run.state.runId, what: 'branch-kept', detail: { branch, why } })
}
