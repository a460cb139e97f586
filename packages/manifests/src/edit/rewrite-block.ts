import type { Draft, Entry } from './draft.ts'
import { planMapping, planSequence } from './plan-members.ts'
import { renameKey } from './replace-node.ts'
import { rewriteBlockMembers } from './rewrite-block-members.ts'
import type { Rewrite } from './rewrite-state.ts'
import type { SourceMapping, SourceSequence } from './source-node.ts'
import { columnOf } from './text-lines.ts'
import type { TextStyle } from './text-style.ts'
import { itemLines, pairLines } from './write-block.ts'
import type { FlowStyle } from './write-flow.ts'

/** Rewrites a mapping in block style: new keys go to its end. */
export function rewriteBlockMapping(state: Rewrite, origin: SourceMapping, entries: ReadonlyMap<string, Entry>, flow: FlowStyle): void {
  const plan = planMapping(origin, entries)
  const members = origin.pairs.map((pair) => ({ start: pair.start, end: pair.value.end }))
  const column = columnOf(state.text, members[0]?.start ?? 0)
  const style = localStyle(state, origin)
  const next = [...plan.kept, ...plan.added.map(({ name, value }) => pairLines(name, value, column, style).join('\n'))]
  rewriteBlockMembers({ state, node: origin, members, next, column, empty: '{}' }, (index) => {
    const entry = plan.entries[index]
    const pair = origin.pairs[index]
    if (entry === undefined || pair === undefined) return
    if (entry.name !== pair.name) renameKey(state, pair.key, entry.name, flow)
    state.descend(entry.value, flow)
  })
}

/** Rewrites a sequence in block style. */
export function rewriteBlockSequence(state: Rewrite, origin: SourceSequence, items: readonly Draft[], flow: FlowStyle): void {
  const drafts = new Map(items.map((item) => [item.origin, item]))
  const members = origin.items.map((item) => ({ start: item.holder.start, end: item.end }))
  const column = columnOf(state.text, members[0]?.start ?? 0)
  const style = localStyle(state, origin)
  const next = planSequence(origin, items).map((item) =>
    typeof item === 'number' ? item : itemLines(item.value, column, style).join('\n'),
  )
  rewriteBlockMembers({ state, node: origin, members, next, column, empty: '[]' }, (index) => {
    const draft = drafts.get(origin.items[index])
    if (draft !== undefined) state.descend(draft, flow)
  })
}

/** What the siblings of a new member do goes before what the rest of the document does. */
function localStyle(state: Rewrite, origin: SourceMapping | SourceSequence): TextStyle {
  if (origin.kind === 'mapping') {
    const sequence = origin.pairs.find(({ value }) => value.kind === 'sequence' && value.style === 'block')
    const offset = sequence === undefined ? undefined : columnOf(state.text, sequence.value.content) - columnOf(state.text, sequence.start)
    return { ...state.style, sequenceOffset: offset ?? state.style.sequenceOffset }
  }
  const item = origin.items.find((value) => value.kind === 'mapping' && value.style === 'block')
  const width = item === undefined ? undefined : columnOf(state.text, item.content) - columnOf(state.text, item.holder.start)
  return { ...state.style, dashWidth: width !== undefined && width > 0 ? width : state.style.dashWidth }
}
