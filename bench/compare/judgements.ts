import type { ManifestObject } from './objects.ts'

/** Who is right where one program reports a subject and another does not. `other`: it asks for something else, which AKS does not. */
export type Verdict = 'right' | 'wrong' | 'other'

export interface Judgement {
  readonly subject: string
  /** Whose finding it is about: `own` (and no peer reports it), or a peer's (and we do not). */
  readonly of: string
  readonly verdict: Verdict
  readonly why: string
  when?(object: ManifestObject, messages: readonly string[]): boolean
}

/** Read one by one; a new difference is printed as unjudged until somebody has read it. */
export const JUDGEMENTS: readonly Judgement[] = []
