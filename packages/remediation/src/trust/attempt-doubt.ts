import type { RepairAttempt } from '@aks-copilot/contracts'
import { attemptBranch } from '../commit/attempt-branch.ts'
import type { Run } from '../loop/run.ts'
import { isForPeople } from '../policy/is-for-people.ts'
import { isPathAllowed } from '../policy/is-path-allowed.ts'
import { isRepairable } from '../policy/is-repairable.ts'
import type { ApplicationStatus } from '../ports.ts'
import { readSourceFiles } from '../trace/read-source-files.ts'
import { isAttemptCommit } from './own-commit.ts'

/** What is needed to judge what is stored. */
export interface Review extends Pick<Run, 'state' | 'ports' | 'policy' | 'signal' | 'signingKey'> {
  readonly application: ApplicationStatus
}

const MOST_COMMITS = 50

/**
 * Why an attempt that is stored is not acted upon, one clause; undefined where its commit is what planning it again gives, upon its base, which
 * the deployed branch holds, and where the policy of today allows what it changes. So neither its base nor its texts can have been made up.
 */
export async function attemptDoubt(review: Review, attempt: RepairAttempt): Promise<string | undefined> {
  const { state, ports, signal } = review
  const { commit } = attempt
  if (state.mode === 'report') return 'a report writes nothing'
  const isByRequest = state.mode === 'propose' || isForPeople(state, attempt.changes)
  if (attempt.branch !== (isByRequest ? attemptBranch(state, attempt.number) : undefined))
    return 'its branch is not the one that this run would give it'
  if (commit === undefined) return 'it has no commit'
  if (!(await ports.git.contains(state.source.branch, attempt.base, signal)))
    return `${state.source.branch} does not hold what it was made upon`
  if (attempt.branch === undefined && !(await ports.git.contains(state.source.branch, commit, signal)))
    return `${state.source.branch} does not hold its commit`
  const outside = await outsidePolicy(review, attempt)
  if (outside !== undefined) return outside
  const info = await ports.git.commitInfo(commit, signal)
  return info !== undefined && (await isAttemptCommit(review, attempt, info)) ? undefined : 'its commit is not what planning it again gives'
}

/** The commit of an attempt of mode commit that is on the deployed branch already; undefined where none of the newest is. */
export async function landedCommit(review: Review, attempt: RepairAttempt): Promise<string | undefined> {
  const { ports, state, signal } = review
  const head = await ports.git.head(state.source.branch, signal)
  let info = head === undefined ? undefined : await ports.git.commitInfo(head, signal)
  for (let count = 0; count < MOST_COMMITS && info !== undefined && info.id !== attempt.base; count += 1) {
    const [parent] = info.parents
    if (parent === attempt.base) return (await attemptDoubt(review, { ...attempt, commit: info.id })) === undefined ? info.id : undefined
    info = parent === undefined ? undefined : await ports.git.commitInfo(parent, signal)
  }
  return undefined
}

async function outsidePolicy({ ports, policy, application, signal }: Review, attempt: RepairAttempt): Promise<string | undefined> {
  const [source, ...others] = application.sources
  if (source === undefined || others.length > 0) return 'the application has not one source'
  const characters = attempt.files.flatMap(({ edits }) => edits).reduce((sum, { length, text }) => sum + Math.max(length, text.length), 0)
  if (attempt.files.length === 0 || attempt.files.length > policy.files || characters > policy.characters)
    return 'it changes more, or less, than the policy allows'
  const object = attempt.changes.map((change) => isRepairable(change.object, { policy, application })).find((why) => why !== undefined)
  if (object !== undefined) return object
  const files = await readSourceFiles(ports.git, attempt.base, source, signal)
  const wrong = attempt.files.find(({ file }) => !isPathAllowed(file, policy, source, files))
  return wrong === undefined ? undefined : `the policy does not let it change ${wrong.file}`
}
