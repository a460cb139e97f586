import { readYaml } from '../source/yaml.ts'
import { formatPointer, parseIndex, parsePointer } from './json-pointer.ts'
import { pairNamed, type SourceNode, type SourcePair } from './source-node.ts'
import { buildSourceTree } from './source-tree.ts'
import { lineEnd } from './text-lines.ts'

export interface Location {
  /** The value when it is a scalar, the key of a collection, the first line of an item. UTF-16 units. */
  readonly start: number
  readonly end: number
  readonly keyStart?: number
  readonly keyEnd?: number
  /** Pointer of the nearest node that is in the text; the pointer asked for when that exists. */
  readonly found: string
}

/** Finds where a JSON Pointer is in the text of one document; undefined when the text or the pointer cannot be read. */
export function locate(text: string, pointer: string): Location | undefined {
  return createLocator(text)(pointer)
}

/** Finds many pointers in one text, which is read once. */
export function createLocator(text: string): (pointer: string) => Location | undefined {
  const read = readYaml(text)
  if (!read.ok) return () => undefined
  const { root } = buildSourceTree(text, read.events)
  return (pointer) => {
    const tokens = parsePointer(pointer)
    return tokens === undefined ? undefined : find(text, root, tokens)
  }
}

/** Goes down as far as the text does; an alias is as far as it goes, since its content is elsewhere. */
function find(text: string, root: SourceNode, tokens: readonly string[]): Location {
  let node = root
  let pair: SourcePair | undefined
  for (const [depth, token] of tokens.entries()) {
    const next: SourcePair | undefined = node.kind === 'mapping' ? pairNamed(node, token) : undefined
    const child: SourceNode | undefined = next?.value ?? (node.kind === 'sequence' ? node.items[parseIndex(token) ?? -1] : undefined)
    if (child === undefined) return describe(text, node, pair, tokens.slice(0, depth))
    node = child
    pair = next
  }
  return describe(text, node, pair, tokens)
}

function describe(text: string, node: SourceNode, pair: SourcePair | undefined, path: readonly string[]): Location {
  const key = pair === undefined ? {} : { keyStart: pair.key.content, keyEnd: pair.key.end }
  const range =
    (node.kind === 'scalar' || node.kind === 'alias') && node.end > node.content
      ? node
      : pair === undefined
        ? firstLine(text, node)
        : { content: pair.key.content, end: pair.key.end }
  return { start: range.content, end: range.end, ...key, found: formatPointer(path) }
}

function firstLine(text: string, node: SourceNode): { content: number; end: number } {
  const first = node.holder.kind === 'root' && node.kind === 'mapping' ? node.pairs[0]?.key : undefined
  if (first !== undefined) return first
  const end = Math.min(node.end, lineEnd(text, node.content))
  return { content: node.content, end: Math.max(end, node.content) }
}
