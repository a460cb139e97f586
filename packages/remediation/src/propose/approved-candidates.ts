import type { AgentState, Incident } from '@aks-copilot/contracts'
import { type Collected, collectCandidates } from './collect-candidates.ts'
import { approvedCandidate } from './from-detector.ts'
import type { ProposalContext, Proposer } from './proposer.ts'

/** What a patch is thought of for: everything that is broken, or what the approved patch is for; why there is nothing is noted. */
export function concernedIncidents({ approved }: AgentState, incidents: readonly Incident[], refusals: string[]): readonly Incident[] {
  if (approved === undefined) return incidents
  const found = incidents.filter(({ fingerprint }) => fingerprint === approved.incident)
  const { kind, name } = approved.object
  if (found.length === 0) refusals.push(`What the approved patch of ${kind} ${name} was for is not found any more.`)
  return found
}

/** What may be done about an incident; where a person approved a patch, this alone. */
export async function candidatesFor(
  { approved }: AgentState,
  incident: Incident,
  context: ProposalContext,
  further: readonly Proposer[],
): Promise<Collected> {
  if (approved === undefined) return await collectCandidates(incident, context, further)
  return { candidates: [approvedCandidate(approved)], refusals: [] }
}
