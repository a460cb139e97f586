import { currentAttempt, type Step } from '../loop/run.ts'
import { gatesSummary, pullRequestBody } from '../texts/repair-texts.ts'
import { attemptTitle } from '../texts/what-was-tried.ts'

/** Opens the pull request, with the gates as a check on its commit where the host can. */
export const publish: Step = async ({ state, ports, signal }) => {
  const attempt = currentAttempt(state)
  const { branch, commit } = attempt
  if (branch === undefined || commit === undefined) throw new Error('Nothing was committed.')
  const title = attemptTitle(attempt)
  const { number, url } = await ports.git.openPullRequest(
    { branch, base: state.source.branch, title, body: pullRequestBody(state, attempt) },
    signal,
  )
  const check = { key: `${state.runId}-${attempt.number}`, name: 'aks-copilot', pass: attempt.gates.every(({ pass }) => pass) }
  await ports.git.reportCheck(commit, { ...check, title: `${attempt.gates.length} gates passed`, summary: gatesSummary(attempt) }, signal)
  return { type: 'published', pullRequest: { number, url } }
}
