import { filesAfter, planCommit } from '../commit/plan-commit.ts'
import { currentAttempt, type Step } from '../loop/run.ts'
import { isForPeople } from '../policy/is-for-people.ts'
import { branchTaken } from './branch-taken.ts'

/** Makes the commit and moves its branch to it. The commit is the same each time, so that a second try finds the first one's. */
export const commit: Step = async ({ state, ports, signal, signingKey }) => {
  const { git, audit, clock } = ports
  const attempt = currentAttempt(state)
  // A state that says otherwise is not ours: it is thought through again, and gets its branch.
  if (attempt.branch === undefined && isForPeople(state, attempt.changes)) return { type: 'base-moved' }
  const folders = [...new Set(attempt.files.map(({ file }) => file))]
  const files = (await Promise.all(folders.map(async (file) => await git.files(attempt.base, file, signal)))).flat()
  const after = filesAfter(attempt, files)
  if (after === undefined) return { type: 'base-moved' }
  const id = await git.commit(planCommit(state, attempt, after, signingKey), signal)
  const branch = attempt.branch ?? state.source.branch
  const moved = await git.moveBranch(branch, id, attempt.branch === undefined ? attempt.base : undefined, signal)
  if (moved === 'conflict' && attempt.branch !== undefined) throw branchTaken(branch)
  if (moved === 'conflict') return { type: 'base-moved' }
  audit.record({
    at: new Date(clock.now()).toISOString(),
    runId: state.runId,
    what: 'commit',
    detail: { branch, commit: id, base: attempt.base, files: folders },
  })
  return { type: 'committed', commit: id }
}
