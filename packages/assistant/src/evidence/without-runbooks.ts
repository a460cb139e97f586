import type { Citation } from '@aks-copilot/contracts'
import type { Draft, Material } from '../answer/draft.ts'

/** An answer with what it was written from. */
export interface Written {
  readonly draft: Draft
  readonly material: Material
}

/**
 * What of an answer may be told to somebody who is not to see the user's own runbooks: without the blocks and the records that are out of
 * them. undefined: the answer itself is.
 */
export function withoutRunbooks({ draft, material }: Written): Written | undefined {
  if (draft.ofRunbook) return undefined
  const marks = material.cite.list.filter(isRunbook).map(({ id }) => `[${id}]`)
  if (marks.length === 0) return { draft, material }
  const body = draft.body.filter((block) => !marks.some((mark) => block.includes(mark)))
  return { draft: { ...draft, body }, material: { ...material, cite: material.cite.only((citation) => !isRunbook(citation)) } }
}

function isRunbook(citation: Citation): boolean {
  return citation.kind === 'article' && citation.article.startsWith('runbook/')
}
