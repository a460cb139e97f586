import { stripVTControlCharacters } from 'node:util'
import type { CheckReport, Severity, Skipped } from '@aks-copilot/contracts'
import type { FormatContext } from '../format-context.ts'
import { count, duration, isMended, journey, wasNothingRead } from '../wording.ts'
import { fixResult } from './fix-text.ts'
import { WIDEST } from './heading.ts'
import { rulesTable } from './by-rule.ts'
import { harmless, type Paint, remedyWord } from './paint.ts'
import { step } from './step.ts'
import { cells, cutStart, cutTo, wrap } from './wrap.ts'

const MOST_SKIPPED = 8

/** The closing lines: what was found, what can be mended, what was not looked at. */
export function summary(report: CheckReport, context: FormatContext, paint: Paint): string[] {
  return [
    ...rulesTable(report.violations, context, paint),
    ...skippedLines(report.skipped, context, paint),
    ...suppressedLines(report, context, paint),
    ...(context.command === 'fix' ? fixResult(report, context, paint) : []),
    ...headline(report, context, paint),
    ...nextSteps(report, context, paint),
  ]
}

function headline(report: CheckReport, context: FormatContext, paint: Paint): string[] {
  const { violations, summary } = report
  const left = context.command === 'fix' ? violations.filter((one) => !isMended(one)) : violations
  const number = (severity: Severity): number => left.filter((one) => one.severity === severity).length
  const [errors, warnings, notes] = [number('error'), number('warning'), number('info')]
  const parts = [
    errors > 0 ? paint.red(paint.bold(`✖ ${count(errors, 'error')}`)) : '',
    warnings > 0 ? paint.yellow(paint.bold(`▲ ${count(warnings, 'warning')}`)) : '',
    notes > 0 ? paint.cyan(`● ${count(notes, 'note')}`) : '',
  ].filter((part) => part !== '')
  const verdict = parts.length === 0 ? nothing(report, paint) : `${parts.join('  ')}${context.command === 'fix' ? ' left' : ''}`
  const place = parts.length === 0 ? '' : ` in ${count(new Set(left.map(({ file }) => file)).size, 'file')}`
  const found = `${verdict}${place}`
  const circumstances = `${count(summary.objects, 'object')} · ${harmless(journey(report))} · ${duration(context.duration)}`
  const fits = cells(stripVTControlCharacters(found)) + cells(circumstances) + 3 <= context.columns
  return fits
    ? [`${found} ${paint.dim(`· ${circumstances}`)}`]
    : [found, ...wrap(circumstances, context.columns).map((line) => paint.dim(line))]
}

/** Nothing found is good news only where something was looked at. */
function nothing(report: CheckReport, paint: Paint): string {
  const { violations, suppressed } = report
  if (wasNothingRead(report)) return paint.red(paint.bold('✖ Nothing could be looked at'))
  return paint.green(
    paint.bold(violations.length > 0 ? '✔ Nothing left' : suppressed.length > 0 ? '✔ Nothing else found' : '✔ Nothing found'),
  )
}

function nextSteps(report: CheckReport, context: FormatContext, paint: Paint): string[] {
  if (report.violations.length === 0 || context.command === 'fix') return []
  const number = (word: ReturnType<typeof remedyWord>): number => report.violations.filter(({ fix }) => remedyWord(fix) === word).length
  const rendered = report.violations.filter((one) => remedyWord(one.fix) === 'fix' && context.rendered?.has(one.file) === true).length
  const [fix, opt, you] = [number('fix') - rendered, number('opt'), number('you')]
  return [
    ...(rendered === 0
      ? []
      : step(
          paint.green('fix '),
          `${rendered} ${rendered === 1 ? 'is' : 'are'} in text that helm or Kustomize made: mend ${rendered === 1 ? 'it' : 'them'} in the chart or in the sources`,
          context,
          paint,
        )),
    ...(fix === 0
      ? []
      : step(
          paint.green('fix '),
          `${fix} can be mended by rule: \`aks-copilot fix\` shows the patches, \`--write\` applies them`,
          context,
          paint,
        )),
    ...(opt === 0
      ? []
      : step(paint.blue('opt '), `${opt} can be mended if you allow it: \`--allow RULE\`, or a target profile`, context, paint)),
    ...(you === 0 ? [] : step(paint.magenta('you '), `${you} ${you === 1 ? 'needs' : 'need'} your decision`, context, paint)),
  ]
}

function skippedLines(skipped: readonly Skipped[], context: FormatContext, paint: Paint): string[] {
  if (skipped.length === 0) return []
  const most = context.verbose ? skipped.length : MOST_SKIPPED
  const rows = [...Map.groupBy(skipped.slice(0, most), ({ why }) => why)].flatMap(([why, own]) => [
    ...wrap(harmless(why), Math.min(context.columns, WIDEST) - 4).map((text, index) => `  ${paint.dim(index === 0 ? '–' : ' ')} ${text}`),
    ...own.map(
      ({ what, line, column }) =>
        `    ${paint.dim(cutStart(`${harmless(what)}${line === undefined ? '' : `:${line}:${column ?? 1}`}`, context.columns - 4))}`,
    ),
  ])
  const more = skipped.length > most ? [paint.dim(`  … and ${skipped.length - most} more (--verbose shows all)`)] : []
  return [paint.bold(`Not looked at (${skipped.length})`), ...rows, ...more, '']
}

function suppressedLines({ suppressed }: CheckReport, context: FormatContext, paint: Paint): string[] {
  if (suppressed.length === 0) return []
  const rows = context.verbose
    ? suppressed.map(
        ({ ruleId, file, line, reason }) =>
          `  ${paint.dim(cutTo(`– ${harmless(file)}:${line} ${ruleId} ${harmless(reason)}`, context.columns - 2))}`,
      )
    : []
  return [paint.dim(`${count(suppressed.length, 'violation')} suppressed${context.verbose ? ':' : ' (--verbose shows them)'}`), ...rows, '']
}
