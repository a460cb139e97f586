import type { Step } from '../loop/run.ts'
import type { AgentState } from '@aks-copilot/contracts'
import { issueBody } from '../texts/repair-texts.ts'
import { quoted } from '../texts/quote.ts'

/** Opens an issue with everything that is known, for the person who takes over. In mode report, nothing is opened. */
export const handOver: Step = async ({ state, ports, signal }) => {
  const [problem] = state.incidents
  const title = `${state.application.name}: ${problem === undefined ? 'not healthy' : quoted(problem.title)}`
  const text = `A person is needed: ${quoted(state.summary)}`
  if (state.mode === 'report') return { type: 'handed-over', text }
  const issue = await ports.git.openIssue({ key: keyOf(state), title, body: issueBody(state) }, signal)
  return { type: 'handed-over', text, issue }
}

/** A later run of the same revision finds the issue of the first while it is open. */
function keyOf({ application, revision, runId }: AgentState): string {
  return revision === undefined ? runId : `${application.namespace}/${application.name}@${revision}`
}
