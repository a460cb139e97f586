import type { RepairAttempt } from '@aks-copilot/contracts'
import { digestOf } from '../commit/digest.ts'
import type { RepairEvent } from '../loop/repair-event.ts'
import { currentAttempt, type Run, type Step } from '../loop/run.ts'
import type { GitFile } from '../ports.ts'
import { attemptTitle } from '../texts/repair-texts.ts'
import { signedMessage } from '../commit/trailers.ts'

/** Takes an attempt back, so that attempts never pile up: closes what was not merged, reverts what was. */
export const undo: Step = async (run) => {
  const attempt = currentAttempt(run.state)
  const why = attempt.reason ?? 'It did not help.'
  const isMerged = attempt.branch === undefined || attempt.merged !== undefined
  if (isMerged) return await revert(run, attempt, why)
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
  if (head === undefined || before === undefined)
    return {
      type: 'undone',
      commit: undefined,
      text: `Attempt ${attempt.number} did not help (${why}); nothing of it is left to take back.`,
    }
  const subject = `Revert "${attemptTitle(attempt)}"`
  const trailers = { runId: run.state.runId, attempt: attempt.number, base: head, digests: attempt.files.map((file) => file.before) }
  const message = signedMessage(`${subject}\n\nIt did not help: ${why}`, trailers, run.signingKey)
  const id = await git.commit({ parent: head, content: 'changes', files: before, message, at: run.state.updatedAt }, run.signal)
  const text = `Attempt ${attempt.number} was taken back: ${why}`
  if (attempt.branch === undefined) {
    const moved = await git.moveBranch(branch, id, head, run.signal)
    // Somebody pushed in between: look again at what is there now.
    return moved === 'moved' ? { type: 'undone', commit: id, text } : await revert(run, attempt, why)
  }
  const undoing = `${attempt.branch}-undo`
  await git.moveBranch(undoing, id, undefined, run.signal)
  await git.openPullRequest({ branch: undoing, base: branch, title: subject, body: `It did not help: ${why}` }, run.signal)
  return { type: 'undone', commit: id, text: `A pull request takes attempt ${attempt.number} back: ${why}` }
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
