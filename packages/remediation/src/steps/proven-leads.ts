import { type Incident, MOST_LEADS, type RepairLead } from '@aks-copilot/contracts'
import type { RunInView } from '../loop/run.ts'
import { leadsFor } from '../propose/leads-for.ts'
import type { ProposalContext } from '../propose/proposer.ts'
import { prove, type Sources } from './prove.ts'

const MOST_INCIDENTS = 2

/**
 * Where no patch can be proposed: changes of which the evidence speaks, with their lines in Git, of the first incidents. Each passes every
 * gate as a patch would; that it mends the cause, nobody knows, so a person decides.
 */
export async function provenLeads(
  run: RunInView,
  incidents: readonly Incident[],
  context: ProposalContext,
  sources: Sources,
): Promise<RepairLead[]> {
  const leads: RepairLead[] = []
  for (const incident of incidents.slice(0, MOST_INCIDENTS)) {
    for (const { object, operations, text, from } of await leadsFor(incident, context)) {
      if (leads.length === MOST_LEADS) return leads
      const { fingerprint } = incident
      const candidate = { incident: fingerprint, source: 'history' as const, why: from, changes: [{ object, operations }] }
      const proven = await prove(run, [candidate], context, sources)
      if (proven.ok) leads.push({ incident: fingerprint, text, from, places: [...(proven.trace.places[0] ?? [])] })
    }
  }
  return leads
}
