import { CopilotError } from '@aks-copilot/contracts'
import { filesAfter, planCommit } from '../commit/plan-commit.ts'
import { currentAttempt, type Step } from '../loop/run.ts'

/** Makes the commit and moves its branch to it. The commit is the same each time, so that a second try finds the first one's. */
export const commit: Step = async ({ state, ports, signal, signingKey }) => {
  const { git, audit, clock } = ports
  const attempt = currentAttempt(state)
  const folders = [...new Set(attempt.files.map(({ file }) => file))]
  const files = (await Promise.all(folders.map(async (file) => await git.files(attempt.base, file, signal)))).flat()
  const after = filesAfter(attempt, files)
  if (after === undefined) return { type: 'base-moved' }
  const id = await git.commit(planCommit(state, attempt, after, signingKey), signal)
  const branch = attempt.branch ?? state.source.branch
  const moved = await git.moveBranch(branch, id, attempt.branch === undefined ? attempt.base : undefined, signal)
  if (moved === 'conflict' && !(await git.contains(branch, id, signal))) {
    if (attempt.branch === undefined) return { type: 'base-moved' }
    throw new CopilotError({
      code: 'REPAIR_BRANCH_TAKEN',
      category: 'critical',
      message: `The branch ${branch} is there already and holds something else.`,
      remedy: 'Somebody pushed to a branch of aks-copilot: delete it, or rename it, and start the run again.',
    })
  }
  audit.record({
    at: new Date(clock.now()).toISOString(),
    runId: state.runId,
    what: 'commit',
    detail: { branch, commit: id, base: attempt.base, files: folders },
  })
  return { type: 'committed', commit: id }
}
