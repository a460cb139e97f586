import {
  CHOMPING_KEEP,
  COLLECTION_STYLE_FLOW,
  constructFromEvents,
  type Event,
  EVENT_ALIAS,
  EVENT_DOCUMENT,
  EVENT_MAPPING,
  EVENT_POP,
  EVENT_SCALAR,
  type MappingEvent,
  SCALAR_STYLE_FOLDED_BLOCK,
  SCALAR_STYLE_LITERAL_BLOCK,
  SCALAR_STYLE_PLAIN,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml'
import { KUBERNETES_YAML } from '../source/yaml.ts'
import type { Holder, SourceAlias, SourceNode, SourcePair, SourceTree } from './source-node.ts'
import { lineEnd, skipBlank } from './text-lines.ts'

interface State {
  readonly text: string
  readonly events: readonly Event[]
  next: number
  readonly anchors: Map<string, SourceNode>
  readonly aliases: SourceAlias[]
  readonly names: Map<string, string | undefined>
}
type NodeEvent = ScalarEvent | MappingEvent | SequenceEvent

/** Builds the tree of positions from the events of the parser, which know every start but not every end. */
export function buildSourceTree(text: string, events: readonly Event[]): SourceTree {
  const state: State = { text, events, next: 1, anchors: new Map(), aliases: [], names: new Map() }
  const first = events[1]
  const start = first === undefined || first.type === EVENT_POP ? text.length : rootStart(text, first)
  const place = start < 0 ? text.length : start
  const root = buildNode(state, { kind: 'root', flow: false, start: place, slot: place, announced: true })
  return { text, root, aliases: state.aliases }
}

/** A block scalar at the root begins with its header, on the line above what the parser calls its start. */
function rootStart(text: string, event: Event): number {
  const position = positionOf(event)
  if (event.type !== EVENT_SCALAR || !isBlockScalar(event) || position < event.valueStart) return position
  const headerLine = text.slice(0, position).trimEnd()
  const start = headerLine.lastIndexOf('\n') + 1
  return start + (/[|>][-+0-9]*(?:[ \t]+#.*)?$/.exec(headerLine.slice(start))?.index ?? 0)
}

function positionOf(event: Event): number {
  if (event.type === EVENT_DOCUMENT || event.type === EVENT_POP) return -1
  if (event.type === EVENT_ALIAS) return event.anchorStart - 1
  const properties = [event.anchorStart - 1, event.tagStart].filter((offset) => offset >= 0)
  if (properties.length > 0) return Math.min(...properties)
  if (event.type !== EVENT_SCALAR) return event.start
  return event.valueStart - (isQuoted(event) ? 1 : 0)
}

function isQuoted(event: ScalarEvent): boolean {
  return event.valueStart >= 0 && event.style !== SCALAR_STYLE_PLAIN && !isBlockScalar(event)
}

/** Whether the scalar is written as `|` or `>`. */
export function isBlockScalar(event: ScalarEvent): boolean {
  return event.style === SCALAR_STYLE_LITERAL_BLOCK || event.style === SCALAR_STYLE_FOLDED_BLOCK
}

function buildNode(state: State, holder: Holder): SourceNode {
  const event = state.events[state.next]
  state.next += 1
  if (event === undefined || event.type === EVENT_DOCUMENT || event.type === EVENT_POP) return nothing(holder)
  if (event.type === EVENT_ALIAS) return buildAlias(state, holder, event.anchorStart, event.anchorEnd)
  const node =
    event.type === EVENT_SCALAR
      ? buildScalar(state, holder, event)
      : event.type === EVENT_MAPPING
        ? buildMapping(state, holder, event)
        : buildSequence(state, holder, event)
  if (node.anchor !== undefined) state.anchors.set(node.anchor, node)
  return node
}

function nothing(holder: Holder): SourceNode {
  const event: ScalarEvent = {
    type: EVENT_SCALAR,
    valueStart: -1,
    valueEnd: -1,
    anchorStart: -1,
    anchorEnd: -1,
    tagStart: -1,
    tagEnd: -1,
    style: SCALAR_STYLE_PLAIN,
    chomping: 1,
    indent: -1,
    fast: false,
  }
  return {
    kind: 'scalar',
    event,
    holder,
    start: holder.slot,
    content: holder.slot,
    end: holder.slot,
    propertiesEnd: undefined,
    anchor: undefined,
    tagged: false,
  }
}

function buildAlias(state: State, holder: Holder, nameStart: number, end: number): SourceAlias {
  const alias: SourceAlias = {
    kind: 'alias',
    target: state.anchors.get(state.text.slice(nameStart, end)),
    holder,
    start: nameStart - 1,
    content: nameStart - 1,
    end,
    propertiesEnd: undefined,
    anchor: undefined,
    tagged: false,
  }
  state.aliases.push(alias)
  return alias
}

function properties(state: State, event: NodeEvent): { propertiesEnd: number | undefined; anchor: string | undefined; tagged: boolean } {
  const end = Math.max(event.anchorEnd, event.tagEnd)
  return {
    propertiesEnd: end < 0 ? undefined : end,
    anchor: event.anchorStart < 0 ? undefined : state.text.slice(event.anchorStart, event.anchorEnd),
    tagged: event.tagStart >= 0,
  }
}

function buildScalar(state: State, holder: Holder, event: ScalarEvent): SourceNode {
  const known = properties(state, event)
  const slot = known.propertiesEnd ?? holder.slot
  const block = event.valueStart >= 0 && isBlockScalar(event)
  const quote = isQuoted(event) ? 1 : 0
  const content = event.valueStart < 0 ? slot : block ? skipBlank(state.text, slot) : event.valueStart - quote
  const end = event.valueStart < 0 ? slot : block ? blockScalarEnd(state.text, event, content) : event.valueEnd + quote
  const start = known.propertiesEnd === undefined ? content : positionOf(event)
  return { kind: 'scalar', event, holder, ...known, start, content, end }
}

/** The parser counts trailing blank lines to a block scalar; they are its own only when it keeps them (`|+`). */
function blockScalarEnd(text: string, event: ScalarEvent, header: number): number {
  const lines = text.slice(event.valueStart, event.valueEnd).split('\n')
  if (lines.at(-1) === '') lines.pop()
  const blank = (line: string): boolean => line.trim() === '' && line.replace('\r', '').length <= Math.max(event.indent, 0)
  while (event.chomping !== CHOMPING_KEEP && lines.length > 0 && blank(lines.at(-1) ?? '')) lines.pop()
  if (lines.length === 0) return lineEnd(text, header)
  const end = event.valueStart + lines.join('\n').length
  return text[end - 1] === '\r' ? end - 1 : end
}

function buildSequence(state: State, holder: Holder, event: SequenceEvent): SourceNode {
  const known = properties(state, event)
  const flow = event.style === COLLECTION_STYLE_FLOW
  const items: SourceNode[] = []
  let position = flow ? event.start + 1 : event.start
  while (!atPop(state)) {
    const start = flow ? skipSeparators(state.text, position) : skipBlank(state.text, position)
    const item = buildNode(state, { kind: 'item', flow, start, slot: flow ? start : start + 1, announced: true })
    items.push(item)
    position = item.end
  }
  state.next += 1
  const end = flow ? skipSeparators(state.text, position) + 1 : position
  const start = known.propertiesEnd === undefined ? event.start : positionOf(event)
  return { kind: 'sequence', style: flow ? 'flow' : 'block', items, holder, ...known, start, content: event.start, end }
}

function buildMapping(state: State, holder: Holder, event: MappingEvent): SourceNode {
  const known = properties(state, event)
  const flow = event.style === COLLECTION_STYLE_FLOW
  const style = !flow ? 'block' : state.text[event.start] === '{' ? 'flow' : 'bare'
  const pairs: SourcePair[] = []
  let position = style === 'flow' ? event.start + 1 : event.start
  while (!atPop(state)) {
    const pair = buildPair(state, style === 'flow' ? skipSeparators(state.text, position) : skipBlank(state.text, position), flow)
    pairs.push(pair)
    position = pair.value.end
  }
  state.next += 1
  const end = style === 'flow' ? skipSeparators(state.text, position) + 1 : position
  const start = known.propertiesEnd === undefined ? event.start : positionOf(event)
  return { kind: 'mapping', style, pairs, holder, ...known, start, content: event.start, end }
}

function buildPair(state: State, start: number, flow: boolean): SourcePair {
  const explicit = state.text[start] === '?' && /^\s?$/.test(state.text.charAt(start + 1))
  const keyPlace = explicit ? skipBlank(state.text, start + 1) : start
  const event = state.events[state.next]
  const key = buildNode(state, { kind: 'key', flow, start, slot: keyPlace, announced: true })
  const colon = skipBlank(state.text, key.end)
  const announced = state.text[colon] === ':'
  const value = buildNode(state, { kind: 'pair', flow, start, slot: announced ? colon + 1 : key.end, announced })
  return { start, key, name: event === undefined ? undefined : keyName(state, event), value }
}

function atPop(state: State): boolean {
  const event = state.events[state.next]
  return event === undefined || event.type === EVENT_POP
}

function skipSeparators(text: string, from: number): number {
  let position = skipBlank(text, from)
  while (text[position] === ',') position = skipBlank(text, position + 1)
  return position
}

/** The property that a key sets, as the Kubernetes reading has it: `yes: 1` sets `true`; a merge key sets none. */
function keyName(state: State, key: Event): string | undefined {
  if (key.type !== EVENT_SCALAR) return undefined
  const cacheKey = key.tagStart >= 0 || key.style !== SCALAR_STYLE_PLAIN ? undefined : state.text.slice(key.valueStart, key.valueEnd)
  if (cacheKey !== undefined && state.names.has(cacheKey)) return state.names.get(cacheKey)
  const document = state.events[0]
  const [value] =
    document === undefined ? [] : constructFromEvents([document, key, { type: EVENT_POP }], { source: state.text, schema: KUBERNETES_YAML })
  const tag = key.tagStart < 0 ? '' : state.text.slice(key.tagStart, key.tagEnd)
  const merges = value === '<<' && ((tag === '' && key.style === SCALAR_STYLE_PLAIN) || tag.endsWith('merge'))
  const name = merges ? undefined : String(value)
  if (cacheKey !== undefined) state.names.set(cacheKey, name)
  return name
}
