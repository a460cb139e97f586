import type { Violation } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'
import type { FormatContext } from '../format-context.ts'
import { codeFrame, FrameSource } from './code-frame.ts'
import { harmless, type Paint, wrap } from './paint.ts'

const INDENT = '  '
const WIDEST = 120

/** Violations file by file, each with its line, the reason (once for each rule and file) and the remedy. */
export function violationBlocks(violations: readonly Violation[], context: FormatContext, paint: Paint): string[] {
  const source = new FrameSource(context.textOf)
  return [...Map.groupBy(violations, ({ file }) => file)].flatMap(([file, own]) => {
    const explained = new Set<string>()
    const blocks = own.flatMap((violation) => {
      const first = !explained.has(violation.ruleId)
      explained.add(violation.ruleId)
      return context.quiet ? [oneLine(violation, paint)] : [...block(violation, { source, first, columns: Math.min(context.columns, WIDEST), paint }), '']
    })
    return [paint.bold(paint.underline(harmless(file === '-' ? 'standard input' : file))), ...(context.quiet ? [] : ['']), ...blocks, ...(context.quiet ? [''] : [])]
  })
}

function oneLine(violation: Violation, paint: Paint): string {
  const place = `${violation.line}:${violation.column}`
  return `${INDENT}${paint.dim(place.padEnd(8))}${paint.sign(violation.severity)} ${paint.words(harmless(violation.message))}  ${paint.dim(violation.ruleId)}`
}

interface BlockContext {
  readonly source: FrameSource
  readonly first: boolean
  readonly columns: number
  readonly paint: Paint
}

function block(violation: Violation, { source, first, columns, paint }: BlockContext): string[] {
  const width = columns - INDENT.length - 7
  const labelled = (label: string, text: string): string[] =>
    wrap(harmless(text), width).map((line, index) => `${INDENT}${index === 0 ? label : '    '}  ${paint.words(line)}`)
  return [
    ...wrap(harmless(violation.message), columns - 4).map((line, index) => `${index === 0 ? paint.sign(violation.severity) : ' '} ${paint.words(line)}`),
    `${INDENT}${paint.dim(`${violation.line}:${violation.column} · ${harmless(describeObject(violation.object))} · ${violation.ruleId}`)}`,
    ...codeFrame(violation, source, paint, columns - INDENT.length).map((line) => INDENT + line),
    ...(first ? labelled(paint.dim('why '), violation.why) : []),
    ...labelled(remedyLabel(violation, paint), violation.help),
  ]
}

function remedyLabel({ fix }: Violation, paint: Paint): string {
  if (fix.kind === 'auto' || fix.kind === 'doc') return paint.green('fix ')
  return fix.kind === 'opt' ? paint.blue('opt ') : paint.magenta('you ')
}
