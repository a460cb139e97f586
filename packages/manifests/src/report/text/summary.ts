import type { CheckReport, Skipped } from '@aks-copilot/contracts'
import { SOURCE_PROFILES, TARGET_PROFILES } from '../../profiles/built-in.generated.ts'
import type { FormatContext } from '../format-context.ts'
import { count, harmless, type Paint } from './paint.ts'

const MOST_SKIPPED = 8

/** The closing lines: what was found, what can be mended, what was not looked at. */
export function summary(report: CheckReport, context: FormatContext, paint: Paint): string[] {
  return [...skippedLines(report.skipped, context, paint), ...suppressedLines(report, context, paint), headline(report, context, paint), ...nextSteps(report, context, paint)]
}

function headline(report: CheckReport, context: FormatContext, paint: Paint): string {
  const { error, warning, info, objects } = report.summary
  const parts = [
    error > 0 ? paint.red(paint.bold(`✖ ${count(error, 'error')}`)) : '',
    warning > 0 ? paint.yellow(paint.bold(`▲ ${count(warning, 'warning')}`)) : '',
    info > 0 ? paint.cyan(`● ${count(info, 'note')}`) : '',
  ].filter((part) => part !== '')
  const verdict = parts.length === 0 ? paint.green(paint.bold('✔ Nothing found')) : parts.join('  ')
  const files = new Set(report.violations.map(({ file }) => file)).size
  const place = parts.length === 0 ? '' : ` in ${count(files, 'file')}`
  const source = SOURCE_PROFILES[report.source]?.title ?? report.source
  const target = TARGET_PROFILES[report.target]?.title ?? report.target
  return `${verdict}${place} ${paint.dim(`· ${count(objects, 'object')} · ${source} → ${target}, Kubernetes ${report.kubeVersion} · ${duration(context.duration)}`)}`
}

function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`
}

function nextSteps(report: CheckReport, context: FormatContext, paint: Paint): string[] {
  const kinds = Map.groupBy(report.violations, ({ fix }) => (fix.kind === 'doc' ? 'auto' : fix.kind))
  if (report.violations.length === 0 || context.command === 'fix') return []
  const [auto, opt, judge] = (['auto', 'opt', 'judge'] as const).map((kind) => kinds.get(kind)?.length ?? 0)
  return [
    ...(auto === undefined || auto === 0 ? [] : [`${paint.green('fix')}  ${auto} can be mended by rule: ${paint.bold('aks-copilot fix')} shows the patches, ${paint.bold('--write')} applies them`]),
    ...(opt === undefined || opt === 0 ? [] : [`${paint.blue('opt')}  ${opt} can be mended if you allow it: a target profile or ${paint.bold('--allow RULE')}`]),
    ...(judge === undefined || judge === 0 ? [] : [`${paint.magenta('you')}  ${judge} ${judge === 1 ? 'needs' : 'need'} your decision`]),
  ]
}

function skippedLines(skipped: readonly Skipped[], context: FormatContext, paint: Paint): string[] {
  if (skipped.length === 0) return []
  const most = context.verbose ? skipped.length : MOST_SKIPPED
  const rows = skipped.slice(0, most).map(({ what, why, line, column }) => `  ${paint.dim('–')} ${harmless(what)}${line === undefined ? '' : paint.dim(`:${line}:${column ?? 1}`)} ${paint.dim(harmless(why))}`)
  const more = skipped.length > most ? [paint.dim(`  … and ${skipped.length - most} more (--verbose shows all)`)] : []
  return [paint.bold(`Not looked at (${skipped.length})`), ...rows, ...more, '']
}

function suppressedLines({ suppressed }: CheckReport, context: FormatContext, paint: Paint): string[] {
  if (suppressed.length === 0) return []
  const rows = context.verbose ? suppressed.map(({ ruleId, file, line, reason }) => `  ${paint.dim('–')} ${harmless(file)}${paint.dim(`:${line}`)} ${ruleId} ${paint.dim(harmless(reason))}`) : []
  return [paint.dim(`${count(suppressed.length, 'violation')} suppressed${context.verbose ? ':' : ' (--verbose shows them)'}`), ...rows, '']
}
