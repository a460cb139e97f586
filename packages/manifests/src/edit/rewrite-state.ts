import type { Draft } from './draft.ts'
import type { TextEdit } from './text-edit.ts'
import type { TextStyle } from './text-style.ts'
import type { FlowStyle } from './write-flow.ts'

/** What the parts of a rewrite share. */
export interface Rewrite {
  readonly text: string
  readonly style: TextStyle
  readonly edits: TextEdit[]
  readonly refusals: string[]
  /** Rewrites a draft below the one at hand; `flow` is the layout of the collection around it. */
  readonly descend: (draft: Draft, flow: FlowStyle) => void
}

/** A member of a collection as it stands in the text: a pair, or an item with its dash. */
export interface Member {
  readonly start: number
  readonly end: number
}

/** What a collection consists of afterwards, in order: members that stay, by their index, and the text of new ones. */
export type Members = readonly (number | string)[]

/** Adds one edit. */
export function edit(state: Rewrite, start: number, end: number, text: string): void {
  state.edits.push({ start, end, text })
}
