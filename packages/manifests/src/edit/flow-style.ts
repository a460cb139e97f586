import type { SourceMapping, SourceSequence, SourceTree } from './source-node.ts'
import { indentation, startsLine } from './text-lines.ts'
import type { TextStyle } from './text-style.ts'
import type { FlowStyle } from './write-flow.ts'

/** The layout that a flow collection has when nothing around it says otherwise. */
export function outerFlowStyle(tree: SourceTree, style: TextStyle): FlowStyle {
  const spread = style.json && tree.text.slice(tree.root.content, tree.root.end).includes('\n')
  const colon = style.json ? `:${/"[ \t]*:([ \t]*)/.exec(tree.text)?.[1] ?? ' '}` : ': '
  return {
    json: style.json,
    quotedKeys: style.json,
    quote: style.quote,
    colon,
    comma: colon === ':' ? ',' : ', ',
    padding: '',
    indent: spread ? '' : undefined,
    unit: pad(style),
  }
}

function pad(style: TextStyle): string {
  return ' '.repeat(style.indent)
}

/** The layout of a flow collection that has members, as its first members show it. */
export function flowStyleOf(text: string, node: SourceMapping | SourceSequence, around: FlowStyle): FlowStyle {
  const starts = node.kind === 'mapping' ? node.pairs.map((pair) => pair.start) : node.items.map((item) => item.start)
  const [first] = starts
  if (first === undefined) return around
  const spread = startsLine(text, first)
  const indent = spread ? indentation(text, first) : undefined
  const padding = spread || node.kind === 'sequence' ? around.padding : text.slice(node.content + 1, first)
  return {
    ...around,
    indent,
    padding,
    unit: unitOf(indent, indentation(text, node.content)) ?? around.unit,
    comma: commaOf(text, node, starts) ?? around.comma,
    ...keyStyle(text, node),
  }
}

function unitOf(indent: string | undefined, outer: string): string | undefined {
  return indent !== undefined && indent.length > outer.length && indent.startsWith(outer) ? indent.slice(outer.length) : undefined
}

function commaOf(text: string, node: SourceMapping | SourceSequence, starts: readonly number[]): string | undefined {
  const end = node.kind === 'mapping' ? node.pairs[0]?.value.end : node.items[0]?.end
  return /^,[ \t]*$/.exec(text.slice(end, starts[1] ?? end))?.[0]
}

function keyStyle(text: string, node: SourceMapping | SourceSequence): { quotedKeys?: boolean; colon?: string } {
  const pair = node.kind === 'mapping' ? node.pairs[0] : undefined
  if (pair === undefined) return {}
  const colon = /^[ \t]*:[ \t]*$/.exec(text.slice(pair.key.end, pair.value.start))?.[0]
  return { quotedKeys: text[pair.key.content] === '"', ...(colon === undefined || pair.value.content === pair.value.end ? {} : { colon }) }
}
