import { judgeChanges } from '@aks-copilot/cluster'
import type { Incident } from '@aks-copilot/contracts'
import type { Choice } from './choices.ts'
import { strengthOf } from './field-evidence.ts'
import type { ProposalContext } from './proposer.ts'

const MOST_LIKELY = 6

/**
 * The choices that deserve a question, likeliest first: the detectors find nothing any more on the recorded state with it, and the evidence
 * speaks of the field or of its value. That it was changed lately is no evidence: so was everything else of a release.
 *
 * @param said what live tools said, beside what the incident has
 */
export function likelyChoices(
  choices: readonly Choice[],
  incident: Incident,
  said: readonly string[],
  { state }: ProposalContext,
): Choice[] {
  const told = incident.evidence.filter(({ kind }) => kind !== 'change')
  const further = said.map((text, index) => ({ id: `L${index + 1}`, kind: 'log' as const, object: incident.cause.object, text }))
  const borne = { ...incident, suspectChanges: [], evidence: [...told, ...further] }
  return choices
    .map((choice) => {
      const live = state.find(choice.object.kind, choice.object.namespace, choice.object.name)?.value ?? {}
      // Also of the value that is wanted: a probe asks for the port that the program had before.
      const fields = [choice.field, { ...choice.field, now: choice.field.before }]
      return { choice, strength: Math.max(...fields.map((field) => strengthOf(field, choice.object, live, borne))) }
    })
    .filter(({ strength }) => strength > 1)
    .toSorted((left, right) => right.strength - left.strength)
    .map(({ choice }) => choice)
    .filter((choice, _, all) => !all.some((other) => isWithin(other, choice)))
    .filter(({ object, operations }) => judgeChanges([{ object, operations }], [incident.fingerprint], state).every(({ pass }) => pass))
    .slice(0, MOST_LIKELY)
}

/** Of a list and one entry of it, the entry is the smaller change. */
function isWithin(inner: Choice, outer: Choice): boolean {
  const [long, short] = [inner.field.path, outer.field.path]
  const isSame = inner.object.kind === outer.object.kind && inner.object.name === outer.object.name
  return isSame && long.length > short.length && short.every((step, index) => step === long[index])
}
