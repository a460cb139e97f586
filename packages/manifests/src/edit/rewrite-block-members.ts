import { edit, type Member, type Members, type Rewrite } from './rewrite-state.ts'
import type { SourceMapping, SourceSequence } from './source-node.ts'
import { afterDeeperComments, lineEnd, lineStart, nextLineStart, previousLineEnd, startsLine } from './text-lines.ts'
import { pad } from './write-block.ts'

export interface BlockChange {
  readonly state: Rewrite
  readonly node: SourceMapping | SourceSequence
  readonly members: readonly Member[]
  readonly next: Members
  /** The column of every member. */
  readonly column: number
  /** What the collection is called when nothing is left in it. */
  readonly empty: '{}' | '[]'
}

/** Takes out and puts in whole lines; comments on lines of their own stay where they are. */
export function rewriteBlockMembers(change: BlockChange, descend: (index: number) => void): void {
  if (change.next.length === 0) {
    leaveEmpty(change)
    return
  }
  let left = -1
  let added: string[] = []
  for (const member of change.next) {
    if (typeof member === 'string') {
      added.push(member)
      continue
    }
    rewriteGap(change, left, member, added)
    descend(member)
    left = member
    added = []
  }
  rewriteGap(change, left, change.members.length, added)
}

/** Handles what goes and what comes between two members that stay. */
function rewriteGap(change: BlockChange, left: number, right: number, added: readonly string[]): void {
  const { members, state, column } = change
  const removed = members.slice(left + 1, right)
  const [firstRemoved] = removed
  const last = members[left]
  const separator = `\n${pad(column)}`
  if (firstRemoved !== undefined && added.length > 0) {
    edit(state, firstRemoved.start, afterDeeperComments(state.text, lineEnd(state.text, firstRemoved.end), column), added.join(separator))
    removeLines(change, removed.slice(1))
  } else if (removed.length > 0) removeRun(change, removed, members[right])
  else if (added.length > 0 && last !== undefined) {
    const end = afterDeeperComments(state.text, lineEnd(state.text, last.end), column)
    edit(state, end, end, added.map((text) => separator + text).join(''))
  } else if (added.length > 0) insertFirst(change, added)
}

/** Before the first member, and before the comments above it when the collection begins on a line of its own. */
function insertFirst({ state, node, members, column }: BlockChange, added: readonly string[]): void {
  const start = members[0]?.start ?? node.content
  const separator = `\n${pad(column)}`
  const slot = node.propertiesEnd ?? node.holder.slot
  if (node.holder.kind !== 'root' && startsLine(state.text, start)) {
    const end = lineEnd(state.text, slot)
    edit(state, end, end, added.map((text) => separator + text).join(''))
  } else edit(state, start, start, added.map((text) => text + separator).join(''))
}

function removeRun(change: BlockChange, removed: readonly Member[], next: Member | undefined): void {
  const { state, node } = change
  const [first, ...rest] = removed
  if (first === undefined) return
  if (next === undefined || startsLine(state.text, first.start)) {
    removeLines(change, removed)
    return
  }
  const lastRemoved = removed.at(-1) ?? first
  if (!state.text.slice(lineEnd(state.text, lastRemoved.end), next.start).includes('#')) edit(state, first.start, next.start, '')
  else {
    edit(state, node.propertiesEnd ?? node.holder.slot, lineEnd(state.text, first.end), '')
    removeLines(change, rest)
  }
}

/**
 * Removes the lines of members, with the comments below that are indented deeper. The line ending before them goes, not
 * the one behind, so that the end of the text stays as it is.
 */
function removeLines({ state, column }: BlockChange, removed: readonly Member[]): void {
  for (const member of removed) {
    const end = afterDeeperComments(state.text, lineEnd(state.text, member.end), column)
    const before = previousLineEnd(state.text, member.start)
    if (before === undefined) edit(state, lineStart(state.text, member.start), nextLineStart(state.text, end), '')
    else edit(state, before, end, '')
  }
}

/** The last member is gone: the collection is written as `{}` or `[]` where its holder is. */
function leaveEmpty(change: BlockChange): void {
  const { state, node, members, empty } = change
  const [first, ...rest] = members
  if (first === undefined) return
  if (node.holder.kind === 'root' || !startsLine(state.text, first.start)) edit(state, first.start, first.end, empty)
  else {
    const slot = node.propertiesEnd ?? node.holder.slot
    edit(state, slot, slot, ` ${empty}`)
    removeLines(change, [first])
  }
  removeLines(change, rest)
}
