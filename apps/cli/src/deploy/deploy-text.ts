import type { DeployedObject, DeployRefusal, DeployReport } from '@aks-copilot/contracts'
import { createColors } from 'picocolors'
import { type DiagnosisTextOptions, incidentsText } from '../diagnosis/diagnosis-text.ts'
import { printableReport } from '../printable.ts'

type Colors = ReturnType<typeof createColors>

const MOST_FIELDS = 12

/** The report of `deploy` for people: what changes or was done, object by object; what is broken and why; how it ended. */
export function deployText(given: DeployReport, options: DiagnosisTextOptions): string {
  const report = printableReport(given)
  const colors = createColors(options.color)
  const shown = report.objects.filter(
    ({ action, result, health }) => !options.quiet || action !== 'none' || result !== 'none' || health?.state === 'failed',
  )
  const parts = [
    [...shown.flatMap((object) => objectLines(object, report, options, colors)), ...refusalLines(report.refusals, colors)].join('\n'),
    incidentsText(toldIncidents(given), given.endedAt, options),
    conflictRemedy(report),
    notSeen(report, options, colors),
    ending(report, colors),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** What to do about something that was taken back is nothing to do now. */
function toldIncidents({ incidents, objects }: DeployReport): DeployReport['incidents'] {
  const isTakenBack = objects.some(({ result }) => result === 'restored' || result === 'removed')
  return isTakenBack ? incidents.map((incident) => ({ ...incident, nextSteps: [] })) : incidents
}

function objectLines(object: DeployedObject, report: DeployReport, { verbose }: DiagnosisTextOptions, colors: Colors): string[] {
  const { action, text, diff, takes, result, why, health } = object
  const mark = { create: colors.green('+'), change: colors.yellow('~'), none: colors.dim('=') }[action]
  const isPlan = report.outcome === 'planned' || report.outcome === 'declined' || report.outcome === 'refused'
  const told = [
    action === 'none' ? colors.dim('unchanged') : text,
    ...(isPlan ? [] : resultWords(result, why)),
    ...(health === undefined ? [] : [healthWords(health, colors)]),
  ]
  const fields = verbose || diff.length > 1 ? diff.slice(0, verbose ? undefined : MOST_FIELDS) : []
  const more = verbose || diff.length <= MOST_FIELDS ? [] : [`    and ${diff.length - MOST_FIELDS} more: --verbose`]
  return [
    `${mark} ${colors.bold(`${object.object.kind} ${object.object.name}`)}  ${told.join('; ')}`,
    ...fields.map(({ path, from, to }) => colors.dim(`    ${path}  ${valueText(from)} → ${valueText(to)}`)),
    ...more,
    ...takes.map(({ manager, field }) => colors.yellow(`    takes ${field} from \`${manager}\``)),
  ]
}

function resultWords(result: DeployedObject['result'], why: string | undefined): string[] {
  if (result === 'none') return []
  const words = {
    applied: 'applied',
    failed: 'not applied',
    restored: 'taken back',
    removed: 'removed again',
    'not-taken-back': 'not taken back',
  }[result]
  return [why === undefined ? words : `${words}: ${why}`]
}

function healthWords({ state, text }: NonNullable<DeployedObject['health']>, colors: Colors): string {
  const paint = { healthy: colors.green, failed: colors.red, progressing: colors.yellow, unknown: colors.dim }[state]
  return paint(text)
}

/** One line for each reason: that a namespace is missing is no news the second time. */
function refusalLines(refusals: readonly DeployRefusal[], colors: Colors): string[] {
  return [...Map.groupBy(refusals, ({ why }) => why)].map(([why, same]) => {
    const names = same.map(({ object }) => `${object.kind} ${object.name}`).join(', ')
    return `${colors.red('✖')} ${colors.bold(names)}  ${why}`
  })
}

/** What --force-conflicts would have to name. */
function conflictRemedy({ refusals }: DeployReport): string {
  const managers = [...new Set(refusals.flatMap(({ conflicts = [] }) => conflicts.map(({ manager }) => manager)))]
  if (managers.length === 0) return ''
  return `Leave these fields out of the manifests, or take them: --force-conflicts ${managers.map(quoted).join(' --force-conflicts ')}`
}

/** As a shell takes it. */
function quoted(word: string): string {
  return /^[\w.-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

function notSeen({ skipped }: DeployReport, { verbose }: DiagnosisTextOptions, colors: Colors): string {
  if (skipped.length === 0) return ''
  const told =
    verbose || skipped.length < 5 ? skipped.map(({ what, why }) => `${what} (${why})`).join('; ') : `${skipped.length} things: --verbose`
  return `${colors.yellow('Not seen:')} ${told}`
}

function ending({ outcome, text }: DeployReport, { green, red, yellow, bold }: Colors): string {
  if (outcome === 'healthy') return green(bold(text))
  return outcome === 'planned' || outcome === 'declined' ? bold(text) : outcome === 'stopped' ? yellow(bold(text)) : red(bold(text))
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '(not set)'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (text.startsWith('hmac:')) return '(hidden)'
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
