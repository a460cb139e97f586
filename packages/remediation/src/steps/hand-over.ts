import { type AgentState, CopilotError } from '@aks-copilot/contracts'
import { digestOf } from '../commit/digest.ts'
import { nowText, type Run, type Step } from '../loop/run.ts'
import { titleOf } from '../state/called.ts'
import { evidenceOf, openLook } from '../tools/open-look.ts'
import { issueBody } from '../texts/repair-texts.ts'
import { quoted, quotedWithLinks } from '../texts/quote.ts'
import { readApplication } from './watch-application.ts'

/** Opens an issue with everything that is known, for the person who takes over. In mode report, nothing is opened. */
export const handOver: Step = async (run) => {
  const { ports, signal } = run
  const found = run.state.evidence === undefined ? await lookOnce(run) : {}
  const state = { ...run.state, ...found }
  const [problem] = state.incidents
  const title = `${titleOf(state.application)}: ${problem === undefined ? 'not healthy' : quoted(problem.title)}`
  const text = `A person is needed: ${quotedWithLinks(state.summary, state.source.repository)}`
  if (state.mode === 'report') return { type: 'handed-over', text, ...found }
  try {
    const issue = await ports.git.openIssue({ key: keyOf(state), title, body: issueBody(state) }, signal)
    return { type: 'handed-over', text, issue, ...found }
  } catch (error) {
    if (!isRefusal(error, signal)) throw error
    return { type: 'handed-over', text: withoutIssue(run, error, text), ...found }
  }
}

/** Issues that are disabled, or may not be written: that stays so, and asking again at each run would only keep the state from its end. */
function isRefusal(error: unknown, signal: AbortSignal): error is CopilotError {
  return error instanceof CopilotError && error.category !== 'transient' && !signal.aborted
}

/** People still learn of it: by the state, the audit trail and the message at the end. Where the trail itself is broken, this throws. */
function withoutIssue(run: Run, { code, message }: CopilotError, text: string): string {
  run.ports.audit.record({ at: nowText(run), runId: run.state.runId, what: 'issue-refused', detail: { code, why: message } })
  return `${text} No issue could be opened: ${quoted(message)}`
}

const MOST_INCIDENTS = 3

/** What live tools say of what is broken now, for whoever takes over. Where they can't look, the issue is opened all the same. */
async function lookOnce(run: Run): Promise<ReturnType<typeof evidenceOf>> {
  if (run.ports.live === undefined) return {}
  try {
    const { application, cluster, look } = await readApplication(run)
    const live = openLook(run, application, cluster)
    for (const incident of look.incidents.slice(0, MOST_INCIDENTS)) await live?.of(incident)
    return evidenceOf(live)
  } catch (error) {
    if (run.signal.aborted || !(error instanceof CopilotError)) throw error
    return {}
  }
}

/** A later run of the same problem at the same revision finds the issue of the first while it is open; another problem gets its own. */
function keyOf({ application, revision, incidents, runId }: AgentState): string {
  if (revision === undefined) return runId
  const { namespace, name, instance } = application
  const place = `${instance === undefined ? '' : `${instance}:`}${namespace}/${name}@${revision}`
  if (incidents.length === 0) return place
  const problem = JSON.stringify(incidents.map(({ fingerprint }) => fingerprint).toSorted())
  return `${place}#${digestOf(problem).slice(0, 12)}`
}
