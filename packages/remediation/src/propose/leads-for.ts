import type { Incident } from '@aks-copilot/contracts'
import { type Choice, choicesFor } from './choices.ts'
import { likelyChoices } from './likely-choices.ts'
import type { ProposalContext } from './proposer.ts'

/** What the evidence of an incident speaks of, likeliest first: nothing of it is known to be the cause. Reads what live tools said already. */
export async function leadsFor(incident: Incident, context: ProposalContext): Promise<Choice[]> {
  const possible = choicesFor(incident, context)
  const said = possible.length === 0 ? [] : ((await context.live?.of(incident)) ?? [])
  return likelyChoices(
    possible,
    incident,
    said.flatMap(({ text }) => text.split('\n')),
    context,
  )
}
