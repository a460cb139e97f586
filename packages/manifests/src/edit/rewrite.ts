import { type Draft, valueOf } from './draft.ts'
import { flowStyleOf, outerFlowStyle } from './flow-style.ts'
import { isEmptyCollection } from './json-value.ts'
import { replaceNode } from './replace-node.ts'
import { rewriteBlockMapping, rewriteBlockSequence } from './rewrite-block.ts'
import { rewriteFlowMapping, rewriteFlowSequence } from './rewrite-flow.ts'
import type { Rewrite } from './rewrite-state.ts'
import type { SourceMapping, SourceNode, SourceSequence, SourceTree } from './source-node.ts'
import { settleEdits, type TextEdit } from './text-edit.ts'
import { detectStyle } from './text-style.ts'
import type { FlowStyle } from './write-flow.ts'

export type RewriteResult = { readonly edits: readonly TextEdit[]; readonly refusals: readonly string[] }

/** The edits that turn the text of a tree into the text of the draft's value, with the refusals met on the way. */
export function rewrite(tree: SourceTree, root: Draft): RewriteResult {
  const edits: TextEdit[] = []
  const refusals: string[] = []
  const style = detectStyle(tree)
  const state: Rewrite = { text: tree.text, style, edits, refusals, descend: (draft, flow) => rewriteDraft(state, draft, flow) }
  rewriteDraft(state, root, outerFlowStyle(tree, style))
  return { edits: settleEdits(tree.text, edits), refusals }
}

function rewriteDraft(state: Rewrite, draft: Draft, flow: FlowStyle): void {
  const { origin } = draft
  if (origin === undefined) return
  if (draft.fresh || (isOpen(draft) && becomesBlock(state, origin) && !isEmptyCollection(valueOf(draft))))
    replaceNode(state, origin, valueOf(draft), flow)
  else if (origin.kind === 'mapping' && draft.entries !== undefined) rewriteMapping(state, origin, draft.entries, flow)
  else if (origin.kind === 'sequence' && draft.items !== undefined) rewriteSequence(state, origin, draft.items, flow)
}

function isOpen(draft: Draft): boolean {
  return draft.entries !== undefined || draft.items !== undefined
}

/** `{}` and `[]` among block nodes are written in block style once they have something in them. */
function becomesBlock(state: Rewrite, origin: SourceNode): boolean {
  if (origin.holder.flow || state.style.json) return false
  return origin.kind === 'mapping' ? origin.pairs.length === 0 : origin.kind === 'sequence' && origin.items.length === 0
}

function rewriteMapping(state: Rewrite, origin: SourceMapping, entries: NonNullable<Draft['entries']>, flow: FlowStyle): void {
  if (origin.style === 'block') rewriteBlockMapping(state, origin, entries, flow)
  else rewriteFlowMapping(state, origin, entries, flow, flowStyleOf(state.text, origin, flow))
}

function rewriteSequence(state: Rewrite, origin: SourceSequence, items: readonly Draft[], flow: FlowStyle): void {
  if (origin.style === 'block') rewriteBlockSequence(state, origin, items, flow)
  else rewriteFlowSequence(state, origin, items, flow, flowStyleOf(state.text, origin, flow))
}
