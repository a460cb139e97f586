import type { RepairAttempt } from '@aks-copilot/contracts'
import { digestOf } from '../commit/digest.ts'
import type { RepairEvent } from '../loop/repair-event.ts'
import { currentAttempt, type Run, type Step } from '../loop/run.ts'
import type { GitFile } from '../ports.ts'
import { quoted } from '../texts/quote.ts'
import { attemptTitle } from '../texts/repair-texts.ts'
import { readTrailers, signedMessage } from '../commit/trailers.ts'

/** Takes an attempt back, so that attempts never pile up: closes what was not merged, reverts what was. */
export const undo: Step = async (run) => {
  const attempt = currentAttempt(run.state)
  const why = quoted(attempt.reason ?? 'It did not help.')
  const isMerged = attempt.branch === undefined || attempt.merged !== undefined
  if (isMerged) return await revert(run, attempt, why)
  const pull = attempt.branch === undefined ? undefined : await run.ports.git.pullRequest(attempt.branch, run.signal)
  if (pull?.state === 'merged') {
    const text = `Attempt ${attempt.number} was merged by somebody meanwhile, and is left as it is.`
    return { type: 'undone', commit: undefined, text }
  }
  if (attempt.pullRequest !== undefined) {
    const comment = { key: `${run.state.runId}-${attempt.number}-closed`, text: `Closed by aks-copilot: ${why}` }
    await run.ports.git.closePullRequest(attempt.pullRequest.number, comment, run.signal)
  }
  return { type: 'undone', commit: undefined, text: `Attempt ${attempt.number} was closed: ${why}` }
}

async function revert(run: Run, attempt: RepairAttempt, why: string): Promise<RepairEvent> {
  const { git } = run.ports
  const { branch } = run.state.source
  const head = await git.head(branch, run.signal)
  const before = head === undefined ? undefined : await textsBefore(run, attempt, head)
  const taken = `Attempt ${attempt.number} was taken back: ${why}`
  if (head === undefined || before === undefined) {
    const commit = head === undefined ? undefined : await ownRevert(run, attempt, head)
    if (commit !== undefined) return { type: 'undone', commit, text: taken }
    return { type: 'undone', commit, text: `Attempt ${attempt.number} did not help (${why}); nothing of it is left to take back.` }
  }
  const subject = `Revert "${attemptTitle(attempt)}"`
  const trailers = { runId: run.state.runId, attempt: attempt.number, base: head, digests: attempt.files.map((file) => file.before) }
  const message = signedMessage(`${subject}\n\nIt did not help: ${why}`, trailers, run.signingKey)
  const id = await git.commit({ parent: head, content: 'changes', files: before, message, at: run.state.updatedAt }, run.signal)
  if (attempt.branch === undefined) {
    const moved = await git.moveBranch(branch, id, head, run.signal)
    // Somebody pushed in between: look again at what is there now.
    run.signal.throwIfAborted()
    return moved === 'moved' ? { type: 'undone', commit: id, text: taken } : await revert(run, attempt, why)
  }
  const undoing = `${attempt.branch}-undo`
  const moved = await git.moveBranch(undoing, id, undefined, run.signal)
  // Made before the run was killed, upon what was there then.
  const made = moved === 'moved' ? id : ((await git.head(undoing, run.signal)) ?? id)
  await git.openPullRequest({ branch: undoing, base: branch, title: subject, body: `It did not help: ${why}` }, run.signal)
  return { type: 'undone', commit: made, text: `A pull request takes attempt ${attempt.number} back: ${why}` }
}

/** The texts before the attempt; undefined where a file is not as the attempt left it: taken back already, or changed by somebody. */
async function textsBefore({ ports, signal }: Run, attempt: RepairAttempt, head: string): Promise<GitFile[] | undefined> {
  const texts: GitFile[] = []
  for (const { file, after } of attempt.files) {
    const [now] = await ports.git.files(head, file, signal)
    const [old] = await ports.git.files(attempt.base, file, signal)
    if (now === undefined || old === undefined || digestOf(now.text) !== after) return undefined
    texts.push(old)
  }
  return texts
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
