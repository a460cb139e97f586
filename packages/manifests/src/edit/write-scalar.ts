import { load, YAML11_SCHEMA } from 'js-yaml'
import { readYaml } from '../source/yaml.ts'

export interface ScalarContext {
  /** Whether a flow collection is around the scalar: `,` and brackets end a plain one. */
  readonly flow?: boolean
  readonly key?: boolean
  /** The form to keep where the value allows it. */
  readonly prefer?: 'plain' | 'single' | 'double'
  /** The quotes of a string that cannot be plain. */
  readonly quote: 'single' | 'double'
}

/** Escaped in double quotes beyond what JSON escapes: what YAML does not print, or takes for a line break. */
const NOT_PRINTABLE = /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g
const NOT_IN_ONE_LINE = /[\p{Cc}\p{Cs}\u2028\u2029\uFEFF\uFFFE\uFFFF]/u
const NOT_IN_BLOCK = /(?!\n)[\p{Cc}\p{Cs}\u2028\u2029\uFEFF\uFFFE\uFFFF]/u
const SURELY_PLAIN = /^[A-Za-z][A-Za-z0-9_./-]*$/
const WORDS = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null'])

/** The text of a scalar on one line, such that the Kubernetes reading of YAML gives the value back. */
export function writeScalar(value: unknown, context: ScalarContext): string {
  if (typeof value === 'number') return writeNumber(value)
  if (typeof value !== 'string') return String(value)
  const prefer = context.prefer ?? 'plain'
  if (prefer === 'plain' && canBePlain(value, context)) return value
  const quote = prefer === 'plain' ? context.quote : prefer
  return quote === 'single' && !NOT_IN_ONE_LINE.test(value) ? `'${value.replaceAll("'", "''")}'` : writeDoubleQuoted(value)
}

/** The string in double quotes; valid as JSON and as YAML. */
export function writeDoubleQuoted(value: string): string {
  return JSON.stringify(value).replaceAll(NOT_PRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function writeNumber(value: number): string {
  if (Number.isNaN(value)) return '.nan'
  return Number.isFinite(value) ? String(value) : value > 0 ? '.inf' : '-.inf'
}

/** Whether the bare text reads as the same string, here and for readers that know more types than Kubernetes does. */
function canBePlain(value: string, context: ScalarContext): boolean {
  if (SURELY_PLAIN.test(value)) return !WORDS.has(value.toLowerCase())
  if (
    value === '' ||
    value.trim() !== value ||
    NOT_IN_ONE_LINE.test(value) ||
    (/^(?:[=<&*!|>%@`'"#,?[\]{}]|-(?:\s|-|$)|\.{3})/.test(value) && !/^--?[A-Za-z]/.test(value))
  )
    return false
  return readsAsString(value) && readsInPlace(value, context)
}

function readsAsString(value: string): boolean {
  try {
    return load(value, { schema: YAML11_SCHEMA }) === value
  } catch {
    return false
  }
}

function readsInPlace(value: string, { flow = false, key = false }: ScalarContext): boolean {
  const [before, after] = flow ? ['[{', '}]'] : ['- ', '']
  const result = readYaml(key ? `${before}${value}: k${after}` : `${before}k: ${value}${after}`)
  if (!result.ok || !Array.isArray(result.value)) return false
  const [read]: unknown[] = result.value
  const [entry] = Object.entries(typeof read === 'object' && read !== null ? read : {})
  return entry !== undefined && entry[key ? 0 : 1] === value && entry[key ? 1 : 0] === 'k'
}

/** The lines of a string as a block scalar, header first and content not indented; undefined when `|` cannot hold it. */
export function writeLiteral(value: string): readonly string[] | undefined {
  if (!value.includes('\n') || /^\s/.test(value) || value.endsWith('\n\n') || NOT_IN_BLOCK.test(value)) return undefined
  const clipped = value.endsWith('\n')
  return [clipped ? '|' : '|-', ...(clipped ? value.slice(0, -1) : value).split('\n')]
}

/** Whether a block scalar can hold the characters of the string at all. */
export function fitsBlockScalar(value: string): boolean {
  return value.trim() !== '' && !NOT_IN_BLOCK.test(value)
}
