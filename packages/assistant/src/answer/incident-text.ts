import type { Incident, NextStep, ReportedChange } from '@aks-copilot/contracts'
import { objectKey } from '@aks-copilot/cluster'
import { asMarkdown, asPlain, commandBlock, quoted } from '../evidence/quote.ts'
import { bullets, type Material } from './draft.ts'
import { clock, clockAgo, listed, nameOf } from './wording.ts'

const MOST_PROOF = 4
const MOST_SYMPTOMS = 6
const TELLING: Readonly<Record<string, number>> = { log: 0, event: 1, metric: 2, object: 3 }

/** One incident as a sentence: what is broken, and why. */
export function incidentHeadline({ cause, state }: Incident): string {
  const sentence = `${nameOf(cause.object)}: ${asPlain(cause.message)}`
  return state === 'closed' ? `${sentence.replace(/\.$/, '')} (this is over).` : sentence
}

/** One incident in full: cause, since when, suspect change, what follows, proof, next steps. */
export function incidentBlocks(incident: Incident, material: Material): readonly string[] {
  return [causeBlock(incident, material), proofBlock(incident, material), stepsBlock(incident)].filter((block) => block !== '')
}

/** Cause, since when, what changed, what follows from it. */
export function causeBlock(incident: Incident, material: Material): string {
  const { now } = material
  const { cause, since, closedAt, symptoms, suspectChanges } = incident
  return [
    `**Cause:** ${nameOf(cause.object)}: ${asMarkdown(cause.message)} ${proofMarks(incident, material)}`.trimEnd(),
    `**Since:** ${since === undefined ? 'an unknown time' : clockAgo(since, now)}${closedAt === undefined ? '' : `, over since ${clock(closedAt, now)} UTC`}`,
    suspectChanges.length === 0
      ? undefined
      : `**Suspect change:** ${suspectChanges
          .slice(0, 2)
          .map((change) => changeLine(change, material))
          .join('; ')}`,
    symptoms.length === 0
      ? undefined
      : `**Leads to:**\n${bullets(
          symptoms.map(({ object, message }) => `${nameOf(object)}: ${asMarkdown(message)}`),
          MOST_SYMPTOMS,
        )}`,
    reachLine(incident),
  ]
    .filter((line) => line !== undefined)
    .join('\n\n')
}

/** `18:11:53 UTC Deployment shop/web: image a → b (by kubectl-set) [E3]`. */
export function changeLine(change: ReportedChange, { cite, now }: Material): string {
  const { object, at, by, text } = change
  const mark = cite.evidence({ kind: 'change', at, object, text })
  return `${clock(at, now)} UTC ${nameOf(object)}: ${asMarkdown(text)}${by === undefined ? '' : ` (by ${asMarkdown(by)})`} ${mark}`
}

function proofMarks({ evidence }: Incident, { cite }: Material): string {
  return evidence
    .filter(({ kind }) => kind !== 'change')
    .slice(0, MOST_PROOF)
    .map((one) => cite.evidence(one))
    .join(' ')
}

/** What the cause is told by: the lines themselves. */
export function proofBlock({ evidence }: Incident, { cite, now }: Material): string {
  const shown = evidence
    .filter(({ kind }) => kind !== 'change')
    .slice(0, MOST_PROOF)
    .toSorted((left, right) => (TELLING[left.kind] ?? 9) - (TELLING[right.kind] ?? 9))
  if (shown.length === 0) return ''
  return `**Proof:**\n${bullets(shown.map((one) => `${one.kind} ${one.at === undefined ? '' : `${clock(one.at, now)} UTC `}of ${nameOf(one.object)}: ${quoted(one.text)} ${cite.evidence(one)}`))}`
}

/** Who else is touched, beyond those that the symptoms name. */
function reachLine({ cause, symptoms, affected }: Incident): string | undefined {
  const told = new Set([cause.object, ...symptoms.map(({ object }) => object)].map(objectKey))
  const others = affected.filter((object) => !told.has(objectKey(object)))
  return others.length === 0 ? undefined : `**Reaches:** ${listed(others.map(nameOf), 8)}`
}

/** What to do next: the incident's own steps, and no others. */
export function stepsBlock({ nextSteps }: Incident): string {
  return nextSteps.length === 0 ? '' : `**Next steps:**\n${nextSteps.map((step, index) => stepText(step, index + 1)).join('\n')}`
}

function stepText({ text, command, proof }: NextStep, number: number): string {
  const passed = proof?.filter(({ pass }) => pass).length
  const proved = proof === undefined ? '' : ` (proven, not applied: ${passed ?? 0} of ${proof.length} checks passed)`
  const block = command === undefined ? '' : commandBlock(command, '   ')
  return `${number}. ${asMarkdown(text)}${proved}${block === '' ? '' : `\n${block}`}`
}
