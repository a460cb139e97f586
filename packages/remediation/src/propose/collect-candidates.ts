import type { Incident } from '@aks-copilot/contracts'
import { isOfSync } from '../observe/sync-incidents.ts'
import { PROPOSERS } from './built-in-proposers.ts'
import { fromSync } from './from-sync.ts'
import type { Candidate, ProposalContext, Proposer } from './proposer.ts'

const MOST = 6

export interface Collected {
  /** Best first, each once. */
  readonly candidates: readonly Candidate[]
  /** Why nothing more is proposed, one clause each. */
  readonly refusals: readonly string[]
}

/**
 * What may be done about an incident, best first: what a detector proved, what was there when all was well, which name was meant, what the
 * policy allows. Further proposers are asked only where none of these knows anything.
 */
export async function collectCandidates(incident: Incident, context: ProposalContext, further: readonly Proposer[]): Promise<Collected> {
  const candidates = new Map<string, Candidate>()
  const refusals = new Set<string>()
  // What the cluster never took, nobody can mend who looks at what runs.
  const proposers = isOfSync(incident) ? [fromSync] : [...PROPOSERS, ...further]
  for (const proposer of proposers) {
    if (candidates.size >= MOST || (candidates.size > 0 && further.includes(proposer))) break
    for (const proposal of await proposer.propose(incident, context)) {
      if ('refused' in proposal) refusals.add(proposal.refused)
      else if (!candidates.has(keyOf(proposal))) candidates.set(keyOf(proposal), proposal)
    }
  }
  return { candidates: [...candidates.values()].slice(0, MOST), refusals: [...refusals] }
}

/** The same changes are the same candidate, whoever thought of them first. */
function keyOf({ changes }: Candidate): string {
  return JSON.stringify(changes.map(({ object, operations }) => [object.kind, object.namespace, object.name, operations]))
}
