import type { Incident } from '@aks-copilot/contracts'
import { isFunctionWord, stemOf } from '../grounding/plain-english.ts'
import { tokensOf } from '../grounding/supported-text.ts'

const LEAST = 2

/** Open incidents in whose words a question is put: who pastes `no space left on device` means the one that says so. */
export function mentionedIn(question: string, incidents: readonly Incident[]): readonly Incident[] {
  const asked = new Set(
    tokensOf(question)
      .filter((token) => token.length > 2 && !isFunctionWord(token))
      .map(stemOf),
  )
  return incidents
    .filter(({ state }) => state === 'open')
    .map((incident) => ({ incident, shared: sharedStems(asked, incident) }))
    .filter(({ shared }) => shared >= LEAST)
    .toSorted((left, right) => right.shared - left.shared)
    .map(({ incident }) => incident)
}

function sharedStems(asked: ReadonlySet<string>, { title, cause, symptoms, evidence }: Incident): number {
  const said = new Set(
    [title, cause.message, ...symptoms.map(({ message }) => message), ...evidence.map(({ text }) => text)].flatMap(tokensOf).map(stemOf),
  )
  return [...asked].filter((stem) => said.has(stem)).length
}
