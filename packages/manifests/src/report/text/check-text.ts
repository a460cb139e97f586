import type { Violation } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'
import type { FormatContext } from '../format-context.ts'
import { SourceLines } from '../source-lines.ts'
import { codeFrame } from './code-frame.ts'
import { fileHeading, WIDEST } from './heading.ts'
import { harmless, type Paint } from './paint.ts'
import { cells, cutTo, wrap } from './wrap.ts'

const INDENT = '  '
/** In a file, so many groups of one rule are shown in full, and so many places of one group. */
const MOST_IN_FULL = 5
const MOST_FRAMES = 3
const MOST_LINES = 8
/** In a long report each rule is shown in full this often altogether. */
const LONG = 60
const MOST_IN_LONG = 2

interface Printer {
  readonly source: SourceLines
  readonly columns: number
  readonly paint: Paint
  readonly verbose: boolean
  /** Rules whose reason was told already. */
  readonly explained: Set<string>
  /** How many groups of a rule may still be shown in full, over the whole report. */
  readonly budget: (rule: string) => boolean
}

/** Violations file by file, each with its line, the reason (once for each rule) and the remedy. */
export function violationBlocks(violations: readonly Violation[], context: FormatContext, paint: Paint): string[] {
  const spent = new Map<string, number>()
  const budget = (rule: string): boolean => {
    if (context.verbose || violations.length <= LONG) return true
    spent.set(rule, (spent.get(rule) ?? 0) + 1)
    return (spent.get(rule) ?? 0) <= MOST_IN_LONG
  }
  const columns = Math.min(context.columns, WIDEST)
  const printer: Printer = {
    source: new SourceLines(context.textOf),
    columns,
    paint,
    verbose: context.verbose,
    explained: new Set(),
    budget,
  }
  return [...Map.groupBy(violations, ({ file }) => file)].flatMap(([file, own]) => [
    fileHeading(file, own, columns, paint, context.rendered?.has(file)),
    ...(context.quiet ? [...own.map((violation) => oneLine(violation, columns, paint)), ''] : ['', ...fileBlocks(own, printer)]),
  ])
}

/** What says the same in one file is told once, with its places; what is too much of one rule, in one line each. */
function fileBlocks(own: readonly Violation[], printer: Printer): string[] {
  const groups = [...Map.groupBy(own, ({ ruleId, message, help }) => `${ruleId}\n${message}\n${help}`).values()]
  const shown = new Map<string, number>()
  const helped = new Set<string>()
  const short = new Map<string, Violation[]>()
  const blocks = groups.flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const times = (shown.get(first.ruleId) ?? 0) + 1
    shown.set(first.ruleId, times)
    if (!printer.verbose && (times > MOST_IN_FULL || !printer.budget(first.ruleId))) {
      short.set(first.ruleId, [...(short.get(first.ruleId) ?? []), ...group])
      return []
    }
    const help = `${first.ruleId}\n${first.help}`
    const block = fullBlock(first, group, !helped.has(help), printer)
    helped.add(help)
    return [...block, '']
  })
  return [...blocks, ...shortBlock(short, printer)]
}

function fullBlock(
  first: Violation,
  group: readonly Violation[],
  withHelp: boolean,
  { source, columns, paint, explained, verbose }: Printer,
): string[] {
  const why = !explained.has(first.ruleId)
  explained.add(first.ruleId)
  const frames = verbose ? group : group.slice(0, MOST_FRAMES)
  const places = group.slice(frames.length)
  const message = wrap(harmless(first.message), columns - 2).map(
    (line, index) => `${index === 0 ? paint.sign(first.severity) : ' '} ${paint.words(line)}`,
  )
  return [
    ...message,
    ...frames.flatMap((violation) => [
      INDENT +
        paint.dim(
          cutTo(`${violation.line}:${violation.column} · ${harmless(describeObject(violation.object))} · ${violation.ruleId}`, columns - 2),
        ),
      ...codeFrame(violation, source, paint, columns - INDENT.length).map((line) => INDENT + line),
    ]),
    ...(places.length === 0 ? [] : labelled(paint.dim('also'), placesText(places), columns, (line) => paint.dim(line))),
    ...(why ? labelled(paint.dim('why '), first.why, columns, paint.words) : []),
    ...(withHelp ? labelled(`${paint.remedy(first)} `, first.help, columns, paint.words) : []),
  ]
}

/** `30:3 Deployment a, 44:3 Deployment b and 12 more`. */
function placesText(places: readonly Violation[]): string {
  const named = places.slice(0, MOST_LINES).map(({ line, column, object }) => `${line}:${column} ${describeObject(object)}`)
  return `${named.join(', ')}${places.length > named.length ? ` and ${places.length - named.length} more` : ''}`
}

/** One line each, in the order of the file; of each rule only the first ones. */
function shortBlock(byRule: ReadonlyMap<string, readonly Violation[]>, { columns, paint }: Printer): string[] {
  if (byRule.size === 0) return []
  const rows = [...byRule.values()]
    .flatMap((rest) => rest.slice(0, MOST_LINES))
    .toSorted((left, right) => left.line - right.line || left.column - right.column)
  const more = [...byRule]
    .filter(([, rest]) => rest.length > MOST_LINES)
    .map(
      ([ruleId, rest]) => `${INDENT}${paint.dim(`… and ${rest.length - MOST_LINES} more of ${ruleId} in this file (--verbose shows all)`)}`,
    )
  return [...rows.map((violation) => oneLine(violation, columns, paint)), ...more, '']
}

export function labelled(label: string, text: string, columns: number, decorate: (line: string) => string): string[] {
  return wrap(harmless(text), columns - 8).map((line, index) => `${INDENT}${index === 0 ? label : '    '}  ${decorate(line)}`)
}

function oneLine(violation: Violation, columns: number, paint: Paint): string {
  const place = `${violation.line}:${violation.column}`.padEnd(7)
  const room = columns - place.length - violation.ruleId.length - 8
  const message = cutTo(harmless(violation.message), Math.max(room, 30))
  const gap = ' '.repeat(
    Math.max(
      2,
      columns -
        place.length -
        cells(paint.words(message) === message ? message : message.replaceAll('`', '')) -
        violation.ruleId.length -
        6,
    ),
  )
  return `${INDENT}${paint.sign(violation.severity)} ${paint.dim(place)} ${paint.words(message)}${gap}${paint.dim(violation.ruleId)}`
}
