import { SCALAR_STYLE_DOUBLE_QUOTED, SCALAR_STYLE_PLAIN, SCALAR_STYLE_SINGLE_QUOTED } from 'js-yaml'
import { childrenOf, type SourceNode, type SourceTree } from './source-node.ts'
import { columnOf } from './text-lines.ts'

/** The conventions that new text has to follow. */
export interface TextStyle {
  /** Whether the whole text is JSON, and has to stay JSON. */
  readonly json: boolean
  /** Columns by which a mapping stands right of the key that holds it. */
  readonly indent: number
  /** Columns by which the dashes of a sequence stand right of the key that holds it. */
  readonly sequenceOffset: number
  /** Columns from a dash to its item. */
  readonly dashWidth: number
  /** The quotes of a string that needs some. */
  readonly quote: 'single' | 'double'
}

interface Census {
  readonly indents: number[]
  readonly offsets: number[]
  readonly dashes: number[]
  single: number
  double: number
  json: boolean
}

/** The conventions that a document follows most. */
export function detectStyle(tree: SourceTree): TextStyle {
  const { root } = tree
  const census: Census = {
    indents: [],
    offsets: [],
    dashes: [],
    single: 0,
    double: 0,
    json: (root.kind === 'mapping' || root.kind === 'sequence') && root.style === 'flow',
  }
  count(tree.text, root, census)
  return {
    json: census.json,
    indent: mostCommon(census.indents) ?? 2,
    sequenceOffset: mostCommon(census.offsets) ?? 0,
    dashWidth: mostCommon(census.dashes) ?? 2,
    quote: census.single > census.double ? 'single' : 'double',
  }
}

function count(text: string, node: SourceNode, census: Census): void {
  if (node.kind === 'scalar') countQuotes(text, node, census)
  else if (node.kind === 'alias') census.json = false
  else if (node.style === 'block') countColumns(text, node, census)
  for (const child of childrenOf(node)) count(text, child, census)
}

function countQuotes(text: string, node: SourceNode & { kind: 'scalar' }, census: Census): void {
  const { style } = node.event
  if (style === SCALAR_STYLE_SINGLE_QUOTED) census.single += 1
  if (style === SCALAR_STYLE_DOUBLE_QUOTED) census.double += 1
  else if (census.json)
    census.json =
      node.holder.kind !== 'key' &&
      style === SCALAR_STYLE_PLAIN &&
      /^(?:null|true|false|-?\d[\d.eE+-]*)$/.test(text.slice(node.content, node.end))
}

function countColumns(text: string, node: SourceNode & { kind: 'mapping' | 'sequence' }, census: Census): void {
  const first = node.kind === 'mapping' ? node.pairs[0]?.start : node.items[0]?.holder.start
  if (first === undefined) return
  const offset = columnOf(text, first) - columnOf(text, node.holder.start)
  if (node.holder.kind === 'pair') (node.kind === 'mapping' ? census.indents : census.offsets).push(offset)
  else if (node.holder.kind === 'item' && offset > 0) census.dashes.push(offset)
}

function mostCommon(numbers: readonly number[]): number | undefined {
  const counts = new Map<number, number>()
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1)
  return [...counts].toSorted((left, right) => right[1] - left[1])[0]?.[0]
}
