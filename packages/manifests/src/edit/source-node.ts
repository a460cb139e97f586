import type { ScalarEvent } from 'js-yaml'

/** Where a node hangs: directly in the document, as the value of a pair, as the item of a sequence, or as a key. */
export interface Holder {
  readonly kind: 'root' | 'pair' | 'item' | 'key'
  /** Whether a flow collection is around the node. */
  readonly flow: boolean
  /** Offset of what holds the node: its pair, its dash; for the root and for flow items the place of the node. */
  readonly start: number
  /** Offset just after the indicator (`:`, `-`) that announces the node. */
  readonly slot: number
  /** Whether the indicator is there: `{a}` and `? a` are keys without a colon. */
  readonly announced: boolean
}

interface SourceBase {
  readonly holder: Holder
  /** Offset of the first property (anchor, tag), or of the content. */
  readonly start: number
  /** Offset just after the anchor and the tag; undefined without any. */
  readonly propertiesEnd: number | undefined
  /** Offset of the content itself, quotes, brackets and block scalar header included. */
  readonly content: number
  /** Offset just after the last character; for a block scalar without its trailing blank lines and its last line ending. */
  readonly end: number
  readonly anchor: string | undefined
  readonly tagged: boolean
}

export interface SourceScalar extends SourceBase {
  readonly kind: 'scalar'
  readonly event: ScalarEvent
}
export interface SourceAlias extends SourceBase {
  readonly kind: 'alias'
  readonly target: SourceNode | undefined
}
export interface SourcePair {
  /** Offset of the key, or of the `?` before it. */
  readonly start: number
  readonly key: SourceNode
  /** The property that the pair sets; undefined for a merge key. */
  readonly name: string | undefined
  readonly value: SourceNode
}
export interface SourceMapping extends SourceBase {
  readonly kind: 'mapping'
  /** Block style, `{…}`, or a single pair without braces in a flow sequence. */
  readonly style: 'block' | 'flow' | 'bare'
  readonly pairs: readonly SourcePair[]
}
export interface SourceSequence extends SourceBase {
  readonly kind: 'sequence'
  readonly style: 'block' | 'flow'
  readonly items: readonly SourceNode[]
}
export type SourceNode = SourceScalar | SourceAlias | SourceMapping | SourceSequence

/** Everything known about where the nodes of one document are. */
export interface SourceTree {
  readonly text: string
  readonly root: SourceNode
  readonly aliases: readonly SourceAlias[]
}

/** The nodes directly below a node, keys included. */
export function childrenOf(node: SourceNode): readonly SourceNode[] {
  if (node.kind === 'mapping') return node.pairs.flatMap((pair) => [pair.key, pair.value])
  return node.kind === 'sequence' ? node.items : []
}

/** The pair that decides the value of a property: the last one, as duplicate keys go. */
export function pairNamed(mapping: SourceMapping, name: string): SourcePair | undefined {
  return mapping.pairs.findLast((pair) => pair.name === name)
}
