import type { RepairAttempt } from '@aks-copilot/contracts'
import { undoBranch } from '../commit/attempt-branch.ts'
import { planRevert, revertTitle } from '../commit/plan-commit.ts'
import { withoutAttempt } from '../commit/without-attempt.ts'
import type { RepairEvent } from '../loop/repair-event.ts'
import type { Run } from '../loop/run.ts'
import type { PullRequest } from '../ports.ts'
import { ROOT, threadNotice } from '../texts/notices.ts'
import { stillInGit } from '../texts/repair-texts.ts'
import { isRevertCommit } from '../trust/own-commit.ts'
import { branchTaken } from './branch-taken.ts'
import { tell } from './tell.ts'
import { waitForPeople } from './wait-for-people.ts'
import { readApplication } from './watch-application.ts'

/**
 * Takes a merged attempt back by a pull request, and waits for the people who merge or close it: no other attempt begins before. It is
 * withdrawn where the application became healthy after all, where nothing of the attempt is left, and when the time of the run is over.
 */
export async function undoByRequest(run: Run, attempt: RepairAttempt, why: string): Promise<RepairEvent> {
  const { ports, signal } = run
  const branch = undoBranch(attempt) ?? ''
  if (attempt.outcome !== 'not-healthy') return await withdrawn(run, attempt, branch, why)
  if ((await ports.git.pullRequest(branch, signal)) === undefined) {
    const opened = await open(run, attempt, branch, why)
    return 'type' in opened ? opened : { type: 'still', text: waitingFor(attempt, opened) }
  }
  for (;;) {
    const rung = run.wake?.signal
    const pull = await ports.git.pullRequest(branch, signal)
    if (pull === undefined) return { type: 'closed', reason: `The pull request that takes attempt ${attempt.number} back is gone.` }
    const { event, closes, isSettling } = await look(run, attempt, pull, why)
    if (closes !== undefined) {
      if (run.mustRenew()) return { type: 'still', text: waitingFor(attempt, pull) }
      await close(run, attempt, pull, closes)
    }
    if (event !== undefined) return event
    await announce(run, attempt, pull)
    await run.requireOwn()
    await waitForPeople(run, rung, isSettling)
  }
}

function waitingFor({ number }: RepairAttempt, { url }: PullRequest): string {
  return `Waiting for the pull request that takes attempt ${number} back to be merged: ${url}`
}

function nothingLeft({ number }: RepairAttempt, why: string): RepairEvent {
  return { type: 'undone', commit: undefined, text: `Attempt ${number} did not help (${why}); nothing of it is left to take back.` }
}

/** What comes of it where the attempt is not on the branch, or cannot be taken off it. */
async function open(run: Run, attempt: RepairAttempt, branch: string, why: string): Promise<PullRequest | RepairEvent> {
  const { ports, state, signal, signingKey } = run
  const base = state.source.branch
  const head = await ports.git.head(base, signal)
  const without = head === undefined ? undefined : await withoutAttempt(run, attempt, head)
  if (without?.kind === 'stuck') return { type: 'closed', reason: stillInGit(attempt, without.places, why) }
  if (head === undefined || without?.kind !== 'there') return nothingLeft(attempt, why)
  const plan = planRevert(state, attempt, { parent: head, files: without.files, why, at: state.updatedAt }, signingKey)
  const commit = await ports.git.commit(plan, signal)
  const moved = await ports.git.moveBranch(branch, commit, undefined, signal)
  if (moved === 'conflict' && !(await isOwn(run, attempt, branch, why))) throw branchTaken(branch)
  return await ports.git.openPullRequest({ branch, base, title: revertTitle(attempt), body: `It did not help: ${why}` }, signal)
}

/** Whether the branch holds our revert, made before the run was killed, upon what was there then. */
async function isOwn(run: Run, attempt: RepairAttempt, branch: string, why: string): Promise<boolean> {
  const { ports, signal } = run
  const tip = await ports.git.head(branch, signal)
  const info = tip === undefined ? undefined : await ports.git.commitInfo(tip, signal)
  return info !== undefined && (await isRevertCommit(run, attempt, info, why))
}

interface Looked {
  readonly event?: RepairEvent
  /** Why the pull request is to be closed before. */
  readonly closes?: string
  readonly isSettling?: boolean
}

/** What can be seen at any time comes before what people did: so a run that was killed sees the same again. */
async function look(run: Run, attempt: RepairAttempt, pull: PullRequest, why: string): Promise<Looked> {
  const { ports, state, policy, signal, watch } = run
  const { number } = attempt
  if (pull.state === 'merged') return { event: { type: 'undone', commit: pull.merged, text: `Attempt ${number} was taken back: ${why}` } }
  const head = await ports.git.head(state.source.branch, signal)
  const without = head === undefined ? undefined : await withoutAttempt(run, attempt, head)
  if (without?.kind !== 'there')
    return {
      event: without?.kind === 'stuck' ? { type: 'closed', reason: stillInGit(attempt, without.places, why) } : nothingLeft(attempt, why),
      closes: 'The lines that it takes back were changed meanwhile.',
    }
  if (ports.clock.now() > Date.parse(state.deadline)) {
    const reason = `Nobody merged what takes attempt ${number} back within the time of the run: ${pull.url}`
    return { event: { type: 'closed', reason }, closes: 'Nobody merged it within the time of the run.' }
  }
  if (pull.state === 'closed')
    return {
      event: { type: 'closed', reason: `The pull request that takes attempt ${number} back was closed without a merge: ${pull.url}` },
    }
  const { verdict } = (await readApplication(run)).look
  const held = watch.settling.see(verdict, ports.clock.now())
  if (verdict !== 'healthy') return {}
  if (held < policy.settleSeconds * 1000) return { isSettling: true }
  return { event: { type: 'healthy', text: `The application became healthy with attempt ${number} after all.` } }
}

async function withdrawn(run: Run, attempt: RepairAttempt, branch: string, why: string): Promise<RepairEvent> {
  const pull = await run.ports.git.pullRequest(branch, run.signal)
  if (pull?.state === 'merged') return { type: 'undone', commit: pull.merged, text: `Attempt ${attempt.number} was taken back by people.` }
  if (pull !== undefined) await close(run, attempt, pull, why)
  return { type: 'undone', commit: undefined, text: `Attempt ${attempt.number} stays: ${why}` }
}

async function close({ ports, state, signal }: Run, { number }: RepairAttempt, pull: PullRequest, why: string): Promise<void> {
  const comment = { key: `${state.runId}-${number}-undo-closed`, text: `Closed by aks-copilot: ${why}` }
  await ports.git.closePullRequest(pull.number, comment, signal)
}

/** People are asked to merge it, once. That they cannot be told is no reason to stop. */
async function announce({ ports, state, signal, watch }: Run, { number }: RepairAttempt, pull: PullRequest): Promise<void> {
  const { notifier } = ports
  const root = state.messages[ROOT]
  if (notifier === undefined || root === undefined || watch.hasTold) return
  const title = `Attempt ${number} did not help. A pull request takes it back, and is to be merged before another attempt.`
  const links = [{ text: `Pull request ${pull.number}`, url: pull.url }]
  await tell(signal, async () => void (await notifier.post({ ...threadNotice(state, `undo-${number}`, root), title, links }, signal)))
  watch.hasTold = true
}
