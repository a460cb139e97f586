import { SCALAR_STYLE_DOUBLE_QUOTED, SCALAR_STYLE_SINGLE_QUOTED } from 'js-yaml'
import { isEmptyCollection, isObject } from './json-value.ts'
import { rewriteBlockScalar } from './rewrite-block-scalar.ts'
import { edit, type Rewrite } from './rewrite-state.ts'
import type { SourceNode, SourceScalar } from './source-node.ts'
import { isBlockScalar } from './source-tree.ts'
import { afterDeeperComments, columnOf, lineEnd, startsLine } from './text-lines.ts'
import { pad, placeAfterColon, placeAfterDash, type Placed, rootLines } from './write-block.ts'
import { type FlowStyle, writeFlow } from './write-flow.ts'
import { writeDoubleQuoted, writeLiteral, writeScalar } from './write-scalar.ts'

/** Puts the text of another value where a node is. */
export function replaceNode(state: Rewrite, node: SourceNode, value: unknown, flow: FlowStyle): void {
  if (node.kind === 'scalar' && !node.tagged && node.end > node.content && replaceScalar(state, node, value, flow)) return
  if (node.holder.flow || (state.style.json && node.holder.kind === 'root')) replaceInFlow(state, node, value, flow)
  else if (node.holder.kind === 'root') replaceRoot(state, node, value)
  else replaceInBlock(state, node, value)
}

/** Gives a key another name, in the quotes it has. */
export function renameKey(state: Rewrite, key: SourceNode, name: string, flow: FlowStyle): void {
  if (key.kind !== 'scalar' || key.tagged || key.anchor !== undefined || isBlockScalar(key.event) || key.end === key.content) {
    state.refusals.push(`the key that becomes '${name}' is not a plain or quoted scalar`)
    return
  }
  const text =
    flow.json && key.holder.flow
      ? writeDoubleQuoted(name)
      : writeScalar(name, { key: true, flow: key.holder.flow, quote: state.style.quote, prefer: preference(key) })
  edit(state, key.content, key.end, text)
}

function preference(node: SourceScalar): 'plain' | 'single' | 'double' {
  const { style } = node.event
  return style === SCALAR_STYLE_SINGLE_QUOTED ? 'single' : style === SCALAR_STYLE_DOUBLE_QUOTED ? 'double' : 'plain'
}

/** Scalar for scalar, in the same style and with nothing around it moved; false when that cannot be. */
function replaceScalar(state: Rewrite, node: SourceScalar, value: unknown, flow: FlowStyle): boolean {
  if (typeof value === 'object' && value !== null) return false
  if (isBlockScalar(node.event)) return typeof value === 'string' && rewriteBlockScalar(state, node, value)
  const prefer = preference(node)
  if (
    typeof value === 'string' &&
    prefer !== 'double' &&
    !node.holder.flow &&
    writeLiteral(value) !== undefined &&
    !hasCommentBelow(state.text, node)
  )
    return false
  const text =
    flow.json && typeof value === 'string'
      ? writeDoubleQuoted(value)
      : writeScalar(value, { flow: node.holder.flow, quote: state.style.quote, prefer })
  edit(state, node.content, node.end, text)
  return true
}

/** A comment that stands deeper below would become part of a block scalar. */
function hasCommentBelow(text: string, node: SourceNode): boolean {
  const end = lineEnd(text, node.end)
  return afterDeeperComments(text, end, columnOf(text, node.holder.start)) > end
}

function replaceInFlow(state: Rewrite, node: SourceNode, value: unknown, flow: FlowStyle): void {
  const text = writeFlow(value, flow)
  if (node.tagged) edit(state, node.start, node.end, `${anchorOf(node)}${text}`)
  else if (node.end > node.content) edit(state, node.content, node.end, text)
  else edit(state, node.content, node.end, node.holder.announced ? ` ${text}` : `: ${text}`)
}

function anchorOf(node: SourceNode): string {
  return node.anchor === undefined ? '' : `&${node.anchor} `
}

function replaceRoot(state: Rewrite, node: SourceNode, value: unknown): void {
  const { text, style } = state
  const [first = '', ...rest] = rootLines(value, style)
  const below = isObject(value) || Array.isArray(value) || node.start === text.length
  const onMarkerLine = !startsLine(text, node.start) && below && !isEmptyCollection(value)
  edit(
    state,
    node.start,
    node.end,
    [onMarkerLine || node.anchor !== undefined ? `${anchorOf(node).trimEnd()}\n${first}` : first, ...rest].join('\n'),
  )
}

function replaceInBlock(state: Rewrite, node: SourceNode, value: unknown): void {
  const { text, style } = state
  const { holder } = node
  const column = columnOf(text, holder.start)
  const placed = holder.kind === 'item' ? placeAfterDash(value, column, style) : placeAfterColon(value, column, style)
  const announce = holder.announced ? '' : `\n${pad(column)}:`
  if (node.tagged || !holder.announced) {
    const anchor = node.anchor === undefined ? '' : ` &${node.anchor}`
    edit(
      state,
      holder.slot,
      lineEnd(text, node.end),
      `${announce}${anchor}${below(placed, lineComment(text, node, holder.slot), anchor !== '', column, style.dashWidth)}`,
    )
    return
  }
  const start = node.propertiesEnd ?? holder.slot
  const end = isBlockCollection(node) ? afterDeeperComments(text, lineEnd(text, node.end), column) : lineEnd(text, node.end)
  edit(state, start, end, below(placed, lineComment(text, node, start), node.propertiesEnd !== undefined, column, style.dashWidth))
}

/** A collection cannot begin on the line of its anchor, nor behind a comment: it goes below, where it stands by itself. */
function below({ inline, lines }: Placed, comment: string, anchored: boolean, column: number, width: number): string {
  const compact = lines.length > 0 && /^ *(?:- |-$|[^ ].*:)/.test(inline) && !/^ [|>]/.test(inline)
  if (!compact || (!anchored && comment === '')) return [inline + comment, ...lines].join('\n')
  return [comment, `${pad(column + width)}${inline.trimStart()}`, ...lines].join('\n')
}

/** The comment on the line where the node is announced, or behind a node of one line. */
function lineComment(text: string, node: SourceNode, slot: number): string {
  const block = node.kind === 'scalar' && isBlockScalar(node.event) && node.end > node.content
  const firstLine = text.slice(slot, lineEnd(text, slot))
  if (lineEnd(text, slot) < node.content) return comment(firstLine)
  if (block) return comment(text.slice(node.content, lineEnd(text, node.content)))
  return isBlockCollection(node) ? '' : comment(text.slice(node.end, lineEnd(text, node.end)))
}

function isBlockCollection(node: SourceNode): boolean {
  return (node.kind === 'mapping' || node.kind === 'sequence') && node.style === 'block'
}

function comment(line: string): string {
  return /(?:^|\s)\s*#.*$/.exec(line)?.[0].replace(/^(?! )/, ' ') ?? ''
}
