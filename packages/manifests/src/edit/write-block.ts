import { isEmptyCollection, isObject } from './json-value.ts'
import type { TextStyle } from './text-style.ts'
import { writeLiteral, writeScalar } from './write-scalar.ts'

/** What follows an indicator: the rest of its line, beginning with a space, and the lines below it. */
export interface Placed {
  readonly inline: string
  readonly lines: readonly string[]
}

/** The value after the colon of a key that stands at `column`. */
export function placeAfterColon(value: unknown, column: number, style: TextStyle): Placed {
  if (isEmptyCollection(value)) return { inline: Array.isArray(value) ? ' []' : ' {}', lines: [] }
  if (Array.isArray(value)) return { inline: '', lines: sequenceLines(value, column + style.sequenceOffset, style) }
  if (isObject(value)) return { inline: '', lines: mappingLines(value, column + style.indent, style) }
  return placeScalar(value, column + style.indent, style)
}

/** The value after a dash that stands at `column`. */
export function placeAfterDash(value: unknown, column: number, style: TextStyle): Placed {
  if (isEmptyCollection(value)) return { inline: Array.isArray(value) ? ' []' : ' {}', lines: [] }
  const inner = column + style.dashWidth
  if (!Array.isArray(value) && !isObject(value)) return placeScalar(value, inner, style)
  const [first = '', ...lines] = Array.isArray(value) ? sequenceLines(value, inner, style) : mappingLines(value, inner, style)
  return { inline: first.slice(column + 1), lines }
}

/** The lines of a whole value at the root of a document. */
export function rootLines(value: unknown, style: TextStyle): readonly string[] {
  if (isEmptyCollection(value)) return [Array.isArray(value) ? '[]' : '{}']
  if (Array.isArray(value)) return sequenceLines(value, 0, style)
  if (isObject(value)) return mappingLines(value, 0, style)
  const { inline, lines } = placeScalar(value, style.indent, style)
  return [inline.slice(1), ...lines]
}

/** The lines of one pair, the first of them not indented. */
export function pairLines(key: string, value: unknown, column: number, style: TextStyle): readonly string[] {
  const { inline, lines } = placeAfterColon(value, column, style)
  return [`${writeScalar(key, { key: true, quote: style.quote })}:${inline}`, ...lines]
}

/** The lines of one item, the first of them not indented. */
export function itemLines(value: unknown, column: number, style: TextStyle): readonly string[] {
  const { inline, lines } = placeAfterDash(value, column, style)
  return [`-${inline}`, ...lines]
}

function placeScalar(value: unknown, column: number, style: TextStyle): Placed {
  const [header, ...content] = (typeof value === 'string' ? writeLiteral(value) : undefined) ?? []
  if (header === undefined) return { inline: ` ${writeScalar(value, style)}`, lines: [] }
  return { inline: ` ${header}`, lines: content.map((line) => (line === '' ? '' : pad(column) + line)) }
}

function mappingLines(value: { readonly [key: string]: unknown }, column: number, style: TextStyle): string[] {
  return Object.entries(value).flatMap(([key, child]) => indentFirst(pairLines(key, child, column, style), column))
}

function sequenceLines(value: readonly unknown[], column: number, style: TextStyle): string[] {
  return value.flatMap((child) => indentFirst(itemLines(child, column, style), column))
}

function indentFirst([first = '', ...rest]: readonly string[], column: number): string[] {
  return [pad(column) + first, ...rest]
}

/** Spaces up to a column. */
export function pad(column: number): string {
  return ' '.repeat(Math.max(column, 0))
}
