import type { Step } from '../loop/run.ts'
import { issueBody } from '../texts/repair-texts.ts'
import { quoted } from '../texts/quote.ts'

/** Opens an issue with everything that is known, for the person who takes over. In mode report, nothing is opened. */
export const handOver: Step = async ({ state, ports, signal }) => {
  const [problem] = state.incidents
  const title = `${state.application.name}: ${problem === undefined ? 'not healthy' : quoted(problem.title)}`
  const text = `A person is needed: ${quoted(state.summary)}`
  if (state.mode === 'report') return { type: 'handed-over', text }
  const issue = await ports.git.openIssue({ key: state.runId, title, body: issueBody(state) }, signal)
  return { type: 'handed-over', text, issue }
}
