import type { Severity, Violation } from '@aks-copilot/contracts'
import { fileTitle } from '../wording.ts'
import { harmless, type Paint } from './paint.ts'
import { cells, cutStart } from './wrap.ts'

/** The widest a report gets: longer lines are hard to read. */
export const WIDEST = 120

/** A file's name, a line up to the right edge, and what was found in it. */
export function fileHeading(file: string, violations: readonly Violation[], columns: number, paint: Paint, isRendered = false): string {
  const severities: readonly Severity[] = ['error', 'warning', 'info']
  const numbers = severities
    .map((severity) => [severity, violations.filter((one) => one.severity === severity).length] as const)
    .filter(([, number]) => number > 0)
  const tally = numbers.map(([, number]) => `${number} x`).join('  ')
  const width = Math.min(columns, WIDEST)
  const note = isRendered && !file.endsWith('(rendered)') ? ' (rendered)' : ''
  const name = cutStart(harmless(fileTitle(file)) + note, width - tally.length - 6)
  const rule = '─'.repeat(Math.max(2, width - cells(name) - tally.length - 2 - (tally === '' ? -1 : 0)))
  const shown = numbers.map(([severity, number]) => `${paint.dim(String(number))} ${paint.sign(severity)}`).join('  ')
  return `${paint.bold(name)} ${paint.dim(rule)}${shown === '' ? '' : ` ${shown}`}`
}
