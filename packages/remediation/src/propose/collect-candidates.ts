import type { Incident } from '@aks-copilot/contracts'
import type { Candidate, ProposalContext, Proposer } from './proposer.ts'
import { PROPOSERS } from './built-in-proposers.ts'

const MOST = 6

/** What may be done about an incident, best first: what a detector proved, what was there when all was well, what the policy allows, others. */
export async function collectCandidates(
  incident: Incident,
  context: ProposalContext,
  further: readonly Proposer[],
): Promise<readonly Candidate[]> {
  const all: Candidate[] = []
  for (const proposer of [...PROPOSERS, ...further]) {
    all.push(...(await proposer.propose(incident, context)))
    if (all.length >= MOST) break
  }
  const known = new Map(all.map((candidate) => [JSON.stringify(candidate.changes), candidate]).toReversed() as [string, Candidate][])
  return all.filter((candidate) => known.get(JSON.stringify(candidate.changes)) === candidate).slice(0, MOST)
}
