import type { AgentState, Incident, RepairAttempt, TracedChange } from '@aks-copilot/contracts'
import { attemptBranch } from '../commit/attempt-branch.ts'
import { sameJson } from '@aks-copilot/kubernetes'
import { nowText, type Run, type Step } from '../loop/run.ts'
import { driftBeside } from '../observe/beside-attempt.ts'
import { keptIncidents } from '../observe/look-at-application.ts'
import { certainFirst, isForPeople } from '../policy/is-for-people.ts'
import { candidatesFor, concernedIncidents } from '../propose/approved-candidates.ts'
import type { Candidate, ProposalContext } from '../propose/proposer.ts'
import { commitMessage } from '../texts/repair-texts.ts'
import { evidenceOf } from '../tools/open-look.ts'
import type { Trace } from '../trace/trace-change.ts'
import { groundOf } from './ground.ts'
import { prove, type Sources } from './prove.ts'
import { provenLeads } from './proven-leads.ts'
import { readApplication } from './watch-application.ts'

interface Chosen {
  readonly candidate: Candidate
  readonly trace: Trace & { readonly ok: true }
}

/** Thinks of a patch for each incident, finds the lines in Git, and has the whole judged. Writes nothing. */
export const propose: Step = async (run) => {
  const reading = await readApplication(run)
  if (reading.look.verdict === 'healthy') return { type: 'superseded', reason: 'The application became healthy meanwhile.' }
  const ground = await groundOf(run, reading)
  if ('refused' in ground) return { type: 'nothing-to-propose', refusals: [ground.refused] }
  const { base, context, sources } = ground
  const chosen: Chosen[] = []
  const concerned = concernedIncidents(run.state, reading.look.incidents, sources.refusals)
  for (const incident of concerned) {
    const found = await firstProven(run, incident, context, sources)
    if (found !== undefined) chosen.push(found)
  }
  const whole = chosen.length === 0 ? undefined : await proveTogether(run, certainFirst(run.state, chosen), context, sources)
  const { refusals } = sources
  const leads = whole === undefined && run.state.approved === undefined ? await provenLeads(run, concerned, context, sources) : []
  const evidence = evidenceOf(context.live)
  if (whole === undefined) return { type: 'nothing-to-propose', refusals, ...(leads.length === 0 ? {} : { leads }), ...evidence }
  const incidents = keptIncidents(reading.look.incidents)
  const attempt = attemptOf(run, base, whole, incidents)
  const drifted = driftBeside(attempt.changes, reading.application)
  const remembered = drifted.length === 0 ? attempt : { ...attempt, drifted }
  return { type: 'proposed', attempt: remembered, refusals, incidents, ...evidence }
}

/** The first candidate for an incident that can be traced and passes every gate; why the others do not is noted. */
async function firstProven(run: Run, incident: Incident, context: ProposalContext, sources: Sources): Promise<Chosen | undefined> {
  const { candidates, refusals } = await candidatesFor(run.state, incident, context, run.ports.proposers ?? [])
  sources.refusals.push(...refusals.map((why) => `${incident.title}: ${why}.`))
  if (candidates.length === 0 && refusals.length === 0)
    sources.refusals.push(`${incident.title}: nothing is known that would certainly mend it.`)
  for (const candidate of candidates) {
    const proven = await prove(run, [candidate], context, sources)
    if (proven.ok) return { candidate, trace: proven.trace }
    sources.refusals.push(`${incident.title}: ${proven.why}`)
  }
  return undefined
}

interface Whole {
  readonly candidates: readonly Candidate[]
  readonly trace: Trace & { readonly ok: true }
  readonly gates: RepairAttempt['gates']
}

/** What is proven one by one must hold together; where it does not, the first alone. */
async function proveTogether(run: Run, chosen: readonly Chosen[], context: ProposalContext, sources: Sources): Promise<Whole | undefined> {
  for (const part of chosen.length > 1 ? [chosen, chosen.slice(0, 1)] : [chosen]) {
    const candidates = part.map(({ candidate }) => candidate)
    const proven = await prove(run, candidates, context, sources)
    if (proven.ok) return { candidates, trace: proven.trace, gates: proven.gates }
    sources.refusals.push(`Together: ${proven.why}`)
  }
  return undefined
}

function attemptOf(run: Run, base: string, { candidates, trace, gates }: Whole, incidents: AgentState['incidents']): RepairAttempt {
  const { state } = run
  const number = state.attempts.filter(({ outcome }) => outcome !== 'open').length + 1
  const changes: TracedChange[] = candidates
    .flatMap(({ changes: parts, why, source }) =>
      parts.map(({ object, operations }) => ({ object, operations: [...operations], why, source })),
    )
    .map((change, index) => ({ ...change, places: [...(trace.places[index] ?? [])] }))
  return {
    number,
    startedAt: beganAt(run, base, trace.files),
    incidents: candidates.map(({ incident }) => incident),
    changes,
    files: [...trace.files],
    gates,
    base,
    message: commitMessage({ application: state.application, incidents }, changes),
    ...(state.mode === 'propose' || isForPeople(state, changes) ? { branch: attemptBranch(state, number) } : {}),
    outcome: 'open',
  }
}

/** The same attempt thought of again, after a restart, is the same commit: so it keeps its time. */
function beganAt(run: Run, base: string, files: readonly RepairAttempt['files'][number][]): string {
  const now = nowText(run)
  const last = run.state.attempts.at(-1)
  const isSame = last?.outcome === 'open' && last.base === base && sameJson(last.files, files)
  return isSame && Date.parse(last.startedAt) <= Date.parse(now) ? last.startedAt : now
}
