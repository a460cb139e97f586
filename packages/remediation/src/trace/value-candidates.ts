import { isMap, sameJson } from '@aks-copilot/kubernetes'
import { type CandidateEdit, editOf, LIKELY, type SourceDocument } from './candidate-edit.ts'
import { manifestName } from './json-paths.ts'
import { operationsFor, valueAt, type WantedField } from './wanted-change.ts'

type Json = Readonly<Record<string, unknown>>

/** How far above the field a part of the values may lie that was put in whole. */
const MOST_LEVELS = 4

/** An edit costs a reading of the whole document: for so many of the likeliest places of each, and for fewer of a long one. */
const MOST_EDITS = 40
const MOST_EDITS_OF_LONG = 8
const LONG = 20_000

/** Values in a document that are the present value, a part of it, or hold it; those of a similar name first. */
export function valueCandidates(field: WantedField, object: Json, document: SourceDocument, rank: number = LIKELY.value): CandidateEdit[] {
  const words = wordsOf([...field.path, manifestName(object)])
  const nodes = nodesOf(document.value, [])
  return [...wholeValues(field, object, nodes), ...partValues(field, nodes)]
    .map((node) => ({ ...node, likeness: wordsOf(node.path).filter((word) => words.some((other) => isAlike(word, other))).length }))
    .toSorted((left, right) => right.likeness - left.likeness)
    .slice(0, document.text.length > LONG ? MOST_EDITS_OF_LONG : MOST_EDITS)
    .flatMap(({ path, value }) => editOf(document, operationsFor(document.value, path, value), { rank }))
}

/** `replicaCount` is `replica` and `count`. */
export function wordsOf(path: readonly string[]): string[] {
  return path
    .flatMap((step) => step.split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/))
    .flatMap((word) => (word.length > 1 ? word.toLowerCase() : []))
}

/** One of them begins with the other: `replicas` and `replica`. */
export function isAlike(one: string, other: string): boolean {
  return one === other || (Math.min(one.length, other.length) > 2 && (one.startsWith(other) || other.startsWith(one)))
}

interface Node {
  readonly path: readonly string[]
  readonly value: unknown
}

const MOST_NODES = 20_000

function nodesOf(root: unknown, start: readonly string[]): Node[] {
  const nodes: Node[] = []
  const waiting: Node[] = [{ path: start, value: root }]
  for (let node = waiting.pop(); node !== undefined && nodes.length < MOST_NODES; node = waiting.pop()) {
    const { path, value } = node
    nodes.push(node)
    const children: readonly (readonly [string, unknown])[] = Array.isArray(value)
      ? value.map((item: unknown, index) => [String(index), item] as const)
      : isMap(value)
        ? Object.entries(value)
        : []
    for (const [key, item] of children.toReversed()) waiting.push({ path: [...path, key], value: item })
  }
  return nodes
}

/** A part of the values that was put in whole (`toYaml .Values.resources`), at the field or a few levels above it. */
function wholeValues({ path, before, after }: WantedField, object: Json, nodes: readonly Node[]): Node[] {
  const found: Node[] = []
  for (let level = 0; level <= Math.min(MOST_LEVELS, path.length - 1); level += 1) {
    const above = path.slice(0, path.length - level)
    const value = valueAt(object, above)
    if (value === undefined || (level > 0 && typeof value !== 'object')) continue
    for (const node of nodes)
      if (node.path.length > 0 && sameJson(node.value, value))
        found.push({ path: [...node.path, ...path.slice(above.length)], value: after })
  }
  for (const { path: own, value } of nodes) {
    const wanted = own.length > 0 && typeof value !== typeof before ? inOwnType(value, before, after) : undefined
    if (wanted !== undefined) found.push({ path: own, value: wanted })
  }
  return found
}

/** A port that the values have as text, or a text that they have as a number. */
function inOwnType(value: unknown, before: unknown, after: unknown): unknown {
  const isScalar = (one: unknown): one is string | number | boolean => ['string', 'number', 'boolean'].includes(typeof one)
  if (!isScalar(value) || !isScalar(before) || !isScalar(after) || String(value) !== String(before)) return undefined
  if (typeof value === 'string') return String(after)
  const number = Number(after)
  return typeof value === 'number' && String(number) === String(after) ? number : after
}

/** Scalars of which the field is made: what is before and behind them stays; or that hold what differs, in a text to be filled in. */
function partValues({ before, after }: WantedField, nodes: readonly Node[]): Node[] {
  if (typeof before !== 'string' || typeof after !== 'string') return []
  const differing = segmentsOf(before, after)
  return nodes.flatMap(({ path, value }) => {
    if (path.length === 0 || (typeof value !== 'string' && typeof value !== 'number') || value === '' || String(value) === before) return []
    const own = String(value)
    const whole = partOf(own, before, after)
    const parts = whole === undefined ? differing.flatMap((segment) => withSegment(own, segment) ?? []) : [whole]
    return parts.map((part) => ({ path, value: part }))
  })
}

function partOf(own: string, before: string, after: string): string | undefined {
  for (let index = before.indexOf(own); index >= 0; index = before.indexOf(own, index + 1)) {
    const [head, tail] = [before.slice(0, index), before.slice(index + own.length)]
    if (!after.startsWith(head) || !after.endsWith(tail) || after.length < head.length + tail.length) continue
    const part = after.slice(head.length, after.length - tail.length)
    if (part !== own && part !== '') return part
  }
  return undefined
}

/** What differs between two texts, in whole words: those that dots and dashes join first, then plain ones. */
export function segmentsOf(before: string, after: string): readonly (readonly [string, string])[] {
  const [wide, narrow] = [segmentOf(before, after, /[\w.-]/), segmentOf(before, after, /\w/)]
  return wide[0] === narrow[0] ? [wide] : [wide, narrow]
}

function segmentOf(before: string, after: string, word: RegExp): readonly [string, string] {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1
  let tail = 0
  const shorter = Math.min(before.length, after.length)
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1
  while (head > 0 && word.test(before[head - 1] ?? '')) head -= 1
  while (tail > 0 && word.test(before.at(-tail) ?? '')) tail -= 1
  return [before.slice(head, before.length - tail), after.slice(head, after.length - tail)]
}

function withSegment(text: string, [old, wanted]: readonly [string, string]): string | undefined {
  const at = old.length < 2 ? -1 : text.indexOf(old)
  return at < 0 || text.includes(old, at + 1) ? undefined : text.slice(0, at) + wanted + text.slice(at + old.length)
}
