import { isEmptyCollection, isObject } from './json-value.ts'
import { writeDoubleQuoted, writeScalar } from './write-scalar.ts'

/** How one flow collection is laid out, and what is nested in it has to follow. */
export interface FlowStyle {
  readonly json: boolean
  /** Whether keys are quoted even when they could be plain. */
  readonly quotedKeys: boolean
  readonly quote: 'single' | 'double'
  /** From key to value: `: `, or `:` in minified JSON. */
  readonly colon: string
  /** Between members on one line: `, ` or `,`. */
  readonly comma: string
  /** Inside the braces on one line: a space, or nothing. */
  readonly padding: string
  /** The indentation of members that stand on lines of their own; undefined when they share one. */
  readonly indent: string | undefined
  /** One more level of indentation. */
  readonly unit: string
}

/** The text of a value inside a flow collection whose members are at `style.indent`. */
export function writeFlow(value: unknown, style: FlowStyle): string {
  if (isEmptyCollection(value)) return Array.isArray(value) ? '[]' : '{}'
  const nested = deeper(style)
  if (Array.isArray(value))
    return enclose(
      '[',
      value.map((item) => writeFlow(item, nested)),
      ']',
      style,
    )
  if (isObject(value))
    return enclose(
      '{',
      Object.entries(value).map(([key, child]) => writeFlowPair(key, child, nested)),
      '}',
      style,
    )
  if (style.json && typeof value === 'string') return writeDoubleQuoted(value)
  return writeScalar(value, { flow: true, quote: style.quote })
}

/** The text of one pair of a flow mapping whose members are at `style.indent`. */
export function writeFlowPair(key: string, value: unknown, style: FlowStyle): string {
  const text =
    style.json || style.quotedKeys || style.colon === ':'
      ? writeDoubleQuoted(key)
      : writeScalar(key, { flow: true, key: true, quote: style.quote })
  return `${text}${style.colon}${writeFlow(value, style)}`
}

/** The layout of a collection nested in this one. */
function deeper(style: FlowStyle): FlowStyle {
  return style.indent === undefined ? style : { ...style, indent: style.indent + style.unit }
}

function enclose(open: string, members: readonly string[], close: string, style: FlowStyle): string {
  if (style.indent === undefined) {
    const padding = open === '{' ? style.padding : ''
    return `${open}${padding}${members.join(style.comma)}${padding}${close}`
  }
  const inner = `\n${style.indent}${style.unit}`
  return `${open}${inner}${members.join(`,${inner}`)}\n${style.indent}${close}`
}
