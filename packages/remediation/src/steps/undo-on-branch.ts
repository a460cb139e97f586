import { CopilotError, type RepairAttempt } from '@aks-copilot/contracts'
import { planRevert } from '../commit/plan-commit.ts'
import { readTrailers } from '../commit/trailers.ts'
import { withoutAttempt } from '../commit/without-attempt.ts'
import type { RepairEvent } from '../loop/repair-event.ts'
import type { Run } from '../loop/run.ts'
import { stillInGit } from '../texts/repair-texts.ts'

const TRIES = 5
/** In milliseconds; longer with each try. */
const PAUSE = 2000

/**
 * Reverts an attempt of mode commit on the deployed branch. Where somebody pushes in between, it looks again at what is there now. Throws
 * REPAIR_BRANCH_BUSY where somebody did so each time: the state stays where it is, and a later call goes on.
 */
export async function undoOnBranch(run: Run, attempt: RepairAttempt, why: string): Promise<RepairEvent> {
  const { branch } = run.state.source
  for (let count = 1; count <= TRIES; count += 1) {
    const event = await undoOnce(run, attempt, why)
    if (event !== undefined) return event
    await run.ports.clock.sleep(PAUSE * count, run.signal)
    run.signal.throwIfAborted()
  }
  throw new CopilotError({
    code: 'REPAIR_BRANCH_BUSY',
    category: 'transient',
    message: `Others pushed to ${branch} each of ${TRIES} times when attempt ${attempt.number} was to be taken back.`,
    remedy: 'Start the same command again: it goes on there.',
  })
}

/** undefined: the branch moved in between. */
async function undoOnce(run: Run, attempt: RepairAttempt, why: string): Promise<RepairEvent | undefined> {
  const { ports, state, signal, signingKey } = run
  const { branch } = state.source
  const head = await ports.git.head(branch, signal)
  const without = head === undefined ? undefined : await withoutAttempt(run, attempt, head)
  const text = `Attempt ${attempt.number} was taken back: ${why}`
  if (head === undefined || without?.kind !== 'there') {
    const commit = head === undefined ? undefined : await ownRevert(run, attempt, head)
    if (commit !== undefined) return { type: 'undone', commit, text }
    // Another attempt would come on top of it.
    if (without?.kind === 'stuck') return { type: 'closed', reason: stillInGit(attempt, without.places, why) }
    return { type: 'undone', commit, text: `Attempt ${attempt.number} did not help (${why}); nothing of it is left to take back.` }
  }
  const plan = planRevert(state, attempt, { parent: head, files: without.files, why, at: state.updatedAt }, signingKey)
  const commit = await ports.git.commit(plan, signal)
  return (await ports.git.moveBranch(branch, commit, head, signal)) === 'moved' ? { type: 'undone', commit, text } : undefined
}

const MOST_COMMITS = 50

/** The commit that took the attempt back before the run was killed; undefined where there is none among the newest. */
async function ownRevert({ ports, state, signal }: Run, attempt: RepairAttempt, head: string): Promise<string | undefined> {
  let info = await ports.git.commitInfo(head, signal)
  for (let count = 0; count < MOST_COMMITS && info !== undefined; count += 1) {
    if ([attempt.base, attempt.commit, attempt.merged].includes(info.id)) return undefined
    const trailers = readTrailers(info.message)
    if (trailers?.runId === state.runId && trailers.attempt === attempt.number) return info.id
    const [parent] = info.parents
    info = parent === undefined ? undefined : await ports.git.commitInfo(parent, signal)
  }
  return undefined
}
