import type { CheckReport, Severity, Violation } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'
import type { FormatContext } from './format-context.ts'
import { oneLine } from './plain-text.ts'
import { count, isMended, journey, wasNothingRead } from './wording.ts'

const COMMAND: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' }
/** GitHub shows so many annotations of each type for a step. */
const SHOWN = 10

/** Workflow commands of GitHub Actions: each violation as an annotation at its line, the worst first, since GitHub shows only some. */
export function formatGithub(report: CheckReport, context: FormatContext): string {
  const left = report.violations.filter(({ fix }) => fix.status !== 'applied')
  const sorted = (['error', 'warning', 'info'] as const).map((severity) => left.filter((one) => one.severity === severity))
  const skipped = report.skipped.map(({ what, why, line, column }) =>
    command('warning', { file: what, line, col: column, title: 'aks-copilot: not looked at' }, why),
  )
  const capped = sorted.some((own) => own.length > SHOWN)
    ? [`GitHub shows the first ${SHOWN} errors, warnings and notices of a step; all ${left.length} are in this log.`]
    : []
  return `${[...sorted.flat().map(annotation), ...skipped, headline(report, context), ...capped].join('\n')}\n`
}

function annotation(violation: Violation): string {
  const { severity, ruleId, message, why, help, file, line, column, endLine, endColumn, object } = violation
  const lastLine = endColumn === 1 && endLine > line ? endLine - 1 : endLine
  const columns = lastLine === line ? { col: column, endColumn: endLine === line ? Math.max(column, endColumn - 1) : undefined } : {}
  const place = file === '-' ? {} : { file, line, endLine: lastLine, ...columns }
  return command(
    COMMAND[severity],
    { ...place, title: `${ruleId}: ${describeObject(object)}` },
    `${message}\n${why}\n${isMended(violation) ? 'Fix ready' : 'Fix'}: ${help}`,
  )
}

function command(name: string, properties: Readonly<Record<string, string | number | undefined>>, message: string): string {
  const written = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
  return `::${name} ${written.join(',')}::${escapeData(message)}`
}

/** Line breaks stay (escaped); everything else that a terminal or log could act on goes. */
function escapeData(text: string): string {
  return text
    .split(/\r\n|[\r\n]/)
    .map((line) => oneLine(line).replaceAll('%', '%25'))
    .join('%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

function headline(report: CheckReport, { command: verb }: FormatContext): string {
  const { error, warning, info, objects, fixed } = report.summary
  const found = wasNothingRead(report)
    ? 'nothing could be looked at'
    : report.violations.length === 0
      ? 'nothing found'
      : [count(error, 'error'), count(warning, 'warning'), count(info, 'note')].join(', ')
  return `aks-copilot ${verb}: ${found} in ${count(objects, 'object')}${verb === 'fix' ? `, ${fixed} mended` : ''}. ${oneLine(journey(report))}.`
}
