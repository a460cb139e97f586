import { jsonWithoutPipelineCommands, withoutPipelineCommands } from '@aks-copilot/contracts'

/** Control characters, and what is invisible or turns the direction of text: a name or a log line of somebody else may hold them. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu
const LINE_ENDS = /[\n\r\v\f\u0085\u2028\u2029]\s*/g
/** Nobody reads more of one message on a terminal; JSON has all of it. */
const LONGEST = 2000

/** A text as one line that does nothing to a terminal or to a pipeline: what would is shown in place of being done (`\u001b`). */
export function printable(text: string): string {
  return withoutPipelineCommands(text.trim().replace(LINE_ENDS, ' ⏎ ').replaceAll('\t', ' ').replace(UNPRINTABLE, escaped))
}

/** The same, with the line ends of a text that has several lines. */
export function printableLines(text: string): string {
  const shown = text.replace(UNPRINTABLE, (character) => (character === '\n' || character === '\t' ? character : escaped(character)))
  return withoutPipelineCommands(shown)
}

/** All texts in a report, as `printable` makes them. Commands are never cut. */
export function printableReport<Report>(report: Report): Report {
  return printableValue(report, '') as Report
}

function printableValue(value: unknown, key: string): unknown {
  if (typeof value === 'string') {
    const text = printable(key === 'command' ? value : value.slice(0, LONGEST))
    return key === 'command' || value.length <= LONGEST ? text : `${text}…`
  }
  if (Array.isArray(value)) return value.map((item: unknown) => printableValue(item, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, printableValue(child, name)]))
}

/** JSON in which nothing but line ends and blanks stands beside what can be seen; it means the same. */
export function printableJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, undefined, indent)
  return jsonWithoutPipelineCommands(text.replace(UNPRINTABLE, (character) => (character === '\n' ? character : escaped(character))))
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join('')
}
