import { currentAttempt, type Step } from '../loop/run.ts'
import { quoted } from '../texts/quote.ts'
import { undoByRequest } from './undo-by-request.ts'
import { undoOnBranch } from './undo-on-branch.ts'

/** Takes an attempt back, so that attempts never pile up: closes what was not merged, reverts what was, in the way in which it came. */
export const undo: Step = async (run) => {
  const { state, ports, signal } = run
  const attempt = currentAttempt(state)
  const why = quoted(attempt.reason ?? 'It did not help.')
  if (attempt.branch === undefined) return await undoOnBranch(run, attempt, why)
  if (attempt.merged !== undefined) return await undoByRequest(run, attempt, why)
  const pull = await ports.git.pullRequest(attempt.branch, signal)
  if (pull?.state === 'merged') {
    const text = `Attempt ${attempt.number} was merged by somebody meanwhile, and is left as it is.`
    return { type: 'undone', commit: undefined, text }
  }
  if (pull !== undefined) {
    const comment = { key: `${state.runId}-${attempt.number}-closed`, text: `Closed by aks-copilot: ${why}` }
    await ports.git.closePullRequest(pull.number, comment, signal)
  }
  return { type: 'undone', commit: undefined, text: `Attempt ${attempt.number} was closed: ${why}` }
}
