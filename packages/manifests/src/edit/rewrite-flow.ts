import type { Draft, Entry } from './draft.ts'
import { planMapping, planSequence } from './plan-members.ts'
import { renameKey } from './replace-node.ts'
import { edit, type Member, type Members, type Rewrite } from './rewrite-state.ts'
import type { SourceMapping, SourceNode, SourceSequence } from './source-node.ts'
import { type FlowStyle, writeFlow, writeFlowPair } from './write-flow.ts'

/** Rewrites a mapping in braces, or a single pair in a flow sequence. */
export function rewriteFlowMapping(
  state: Rewrite,
  origin: SourceMapping,
  entries: ReadonlyMap<string, Entry>,
  around: FlowStyle,
  flow: FlowStyle,
): void {
  const plan = planMapping(origin, entries)
  const descend = (index: number): void => {
    const entry = plan.entries[index]
    const pair = origin.pairs[index]
    if (entry === undefined || pair === undefined) return
    if (entry.name !== pair.name) renameKey(state, pair.key, entry.name, flow)
    state.descend(entry.value, flow)
  }
  const members = origin.pairs.map((pair) => ({ start: pair.start, end: pair.value.end }))
  const next = [...plan.kept, ...plan.added.map(({ name, value }) => writeFlowPair(name, value, flow))]
  if (origin.style === 'flow') rewriteMembers(state, origin, members, next, members.length === 0 ? inner(around) : flow, descend)
  else if (next.length === 1 && plan.added.length === 0) descend(0)
  else state.refusals.push('a pair that stands without braces in a flow sequence cannot get or lose keys')
}

/** Rewrites a sequence in brackets. */
export function rewriteFlowSequence(
  state: Rewrite,
  origin: SourceSequence,
  items: readonly Draft[],
  around: FlowStyle,
  flow: FlowStyle,
): void {
  const drafts = new Map(items.map((item) => [item.origin, item]))
  const next = planSequence(origin, items).map((item) => (typeof item === 'number' ? item : writeFlow(item.value, flow)))
  rewriteMembers(state, origin, origin.items, next, origin.items.length === 0 ? inner(around) : flow, (index) => {
    const draft = drafts.get(origin.items[index])
    if (draft !== undefined) state.descend(draft, flow)
  })
}

/** Members of a collection that had none go on one line. */
function inner(around: FlowStyle): FlowStyle {
  return { ...around, indent: undefined }
}

function rewriteMembers(
  state: Rewrite,
  node: SourceNode,
  members: readonly Member[],
  next: Members,
  flow: FlowStyle,
  descend: (index: number) => void,
): void {
  const gap = gapWriter(state, node, members, flow)
  let left = -1
  let added: string[] = []
  for (const member of next) {
    if (typeof member === 'string') {
      added.push(member)
      continue
    }
    gap(left, member, added)
    descend(member)
    left = member
    added = []
  }
  gap(left, members.length, added)
}

/** Writes what stands between two members that stay (or the brackets) when something between them goes or comes. */
function gapWriter(
  state: Rewrite,
  node: SourceNode,
  members: readonly Member[],
  flow: FlowStyle,
): (left: number, right: number, added: readonly string[]) => void {
  const from = (left: number): number => members[left]?.end ?? node.content + 1
  const to = (right: number): number => members[right]?.start ?? node.end - 1
  const separator = (index: number): string => state.text.slice(from(index - 1), to(index))
  const trailingComma = members.length > 0 && /^\s*,/.test(separator(members.length))
  return (left, right, added) => {
    if (right === left + 1 && added.length === 0) return
    const gap: Gap = {
      first: separator(left + 1),
      last: separator(right),
      hasLeft: left >= 0,
      hasRight: right < members.length,
      trailingComma,
      added,
    }
    edit(state, from(left), to(right), writeGap(gap, flow))
  }
}

interface Gap {
  /** The old text after the member on the left. */
  readonly first: string
  /** The old text before the member on the right. */
  readonly last: string
  readonly hasLeft: boolean
  readonly hasRight: boolean
  readonly trailingComma: boolean
  readonly added: readonly string[]
}

function writeGap(gap: Gap, flow: FlowStyle): string {
  const { added, hasLeft, hasRight, trailingComma } = gap
  if (!hasLeft && !hasRight && added.length === 0) return ''
  const comment = headComment(gap)
  const comma = hasLeft && (added.length > 0 || hasRight || trailingComma) ? ',' : ''
  const middle = added.map((text, index) => {
    const before =
      flow.indent !== undefined || (index === 0 && comment !== '')
        ? `\n${flow.indent ?? ''}`
        : hasLeft || index > 0
          ? flow.comma.slice(1)
          : gap.first
    return before + text + (index < added.length - 1 || hasRight || trailingComma ? ',' : '')
  })
  return comma + comment + middle.join('') + tail(gap, comment, flow)
}

/** The comment that ends the line of the member, or of the bracket, on the left. */
function headComment({ first, hasLeft }: Gap): string {
  if (!first.includes('\n')) return ''
  const rest = /^[^\r\n]*/.exec(hasLeft ? first.replace(/^\s*?,/, '') : first)?.[0] ?? ''
  return rest.includes('#') ? rest.trimEnd() : ''
}

/** From the end of the last line in between to the member, or to the bracket, on the right. */
function tail({ first, last, hasLeft, hasRight, added }: Gap, comment: string, flow: FlowStyle): string {
  if (last.includes('\n')) return last.slice(last.indexOf('\n'))
  if (comment !== '') return `\n${flow.indent ?? ''}`
  if (!hasRight) return last.replace(/^\s*,/, '')
  return hasLeft || added.length > 0 ? flow.comma.slice(1) : first
}
