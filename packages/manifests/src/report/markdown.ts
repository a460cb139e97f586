import type { CheckReport, Violation } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'
import type { FixedFile } from '../fix-manifests.ts'
import { decisionsLeft, rankOf, SEVERITIES } from './decisions.ts'
import { diffHunks } from './diff-hunks.ts'
import type { FormatContext } from './format-context.ts'
import { codeBlock, escapeMarkdown, inlineCode, markdownMessage, table } from './markdown/escape.ts'
import { SIGN, violationSection } from './markdown/violation.ts'
import { SourceLines } from './source-lines.ts'
import { count, duration, fileTitle, isMended, journey, wasNothingRead } from './wording.ts'

/** report.md: for a pull request, an issue or a file in the repository. */
export function formatMarkdown(report: CheckReport, context: FormatContext): string {
  const source = new SourceLines(context.textOf)
  const fixed = new Map(context.fixed.map((file) => [file.path, file]))
  const files = [...Map.groupBy(report.violations, ({ file }) => file)]
  const parts = [
    '# Ready for AKS?',
    headline(report, context),
    ...numbers(report),
    ...decisions(report, context),
    ...(files.length > 0 ? ['## Files'] : []),
    ...files.flatMap(([file, own]) => fileSection(file, own, source, fixed.get(file))),
    ...context.fixed
      .filter(({ path }) => !files.some(([file]) => file === path))
      .flatMap((file) => [`### ${inlineCode(fileTitle(file.path))}`, ...diff(file)]),
    ...notLookedAt(report),
    ...suppressed(report),
    `---\n\naks-copilot ${context.version} · ${duration(context.duration)} · run ${inlineCode(report.runId)}`,
  ]
  return `${parts.join('\n\n')}\n`
}

function headline(report: CheckReport, { command }: FormatContext): string {
  const { error, warning, objects } = report.summary
  if (wasNothingRead(report)) return `**Unknown: nothing could be looked at.** ${escapeMarkdown(journey(report))}.`
  const left = report.violations.filter((one) => !isMended(one))
  const verdict =
    error + warning === 0
      ? 'Nothing stands in the way.'
      : left.some(({ severity }) => severity === 'error')
        ? 'Not yet.'
        : command === 'fix'
          ? 'Yes, with these fixes.'
          : 'Yes, with warnings.'
  return `**${verdict}** ${count(objects, 'object')} in ${count(report.summary.documents, 'document')} looked at: ${escapeMarkdown(journey(report))}.`
}

function numbers(report: CheckReport): string[] {
  const { violations } = report
  if (violations.length === 0) return wasNothingRead(report) ? [] : ['✔ Nothing found.']
  const row = (severity: 'error' | 'warning' | 'info', title: string): string[] => {
    const own = violations.filter((one) => one.severity === severity)
    const mended = own.filter(isMended).length
    return [`${SIGN[severity]} ${title}`, String(own.length), String(mended), String(own.length - mended)]
  }
  const rules = [...Map.groupBy(violations, ({ ruleId }) => ruleId)].toSorted(
    ([, left], [, right]) => rankOf(left) - rankOf(right) || right.length - left.length,
  )
  const byRule = rules.map(([ruleId, own]) => [
    inlineCode(ruleId),
    SEVERITIES[rankOf(own)] ?? '',
    String(own.length),
    String(own.filter(isMended).length),
  ])
  return [
    table(['Severity', 'Found', 'Mended', 'Left'], [row('error', 'Errors'), row('warning', 'Warnings'), row('info', 'Notes')]),
    ['<details><summary>By rule</summary>', table(['Rule', 'Severity', 'Found', 'Mended'], byRule), '</details>'].join('\n\n'),
  ]
}

/** What is left to a person, as a list to tick off. */
function decisions(report: CheckReport, context: FormatContext): string[] {
  const items = decisionsLeft(report, context).flatMap(({ severity, ruleId, subject, remedy, mayAllow, refusal, places }) => {
    const reason = refusal === undefined ? '' : ` The fix was refused: ${markdownMessage(refusal)}`
    const allow = mayAllow ? ` (allow it with ${inlineCode(`--allow ${ruleId}`)})` : ''
    return [
      `- [ ] ${SIGN[severity]} **${markdownMessage(subject)}** ${markdownMessage(remedy)}${allow}${reason} ${inlineCode(ruleId)}`,
      ...placesOf(places),
    ]
  })
  return items.length === 0 ? [] : ['## Left for you to decide', items.join('\n')]
}

const MOST_PLACES = 10

function placesOf(group: readonly Violation[]): string[] {
  const rows = group
    .slice(0, MOST_PLACES)
    .map(({ file, line, object }) => `  - ${inlineCode(`${fileTitle(file)}:${line}`)} ${escapeMarkdown(describeObject(object))}`)
  return group.length > MOST_PLACES ? [...rows, `  - and ${group.length - MOST_PLACES} more`] : rows
}

function fileSection(file: string, own: readonly Violation[], source: SourceLines, fixed: FixedFile | undefined): string[] {
  const groups = [
    ...Map.groupBy(own, ({ ruleId, message, help, fix }) => JSON.stringify([ruleId, message, help, fix.status, fix.ledger])).values(),
  ]
  return [
    `### ${inlineCode(fileTitle(file))}`,
    ...(fixed === undefined ? [] : diff(fixed)),
    ...groups.flatMap((group) => violationSection(group, source)),
  ]
}

function diff(file: FixedFile): string[] {
  const hunks = diffHunks(file)
  if (hunks === undefined) return ['Almost every line changes; compare the files themselves.']
  const lines = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines.map(({ sign, text }) => sign + text),
  ])
  return ['<details open><summary>What the fixes change</summary>', codeBlock('diff', lines), '</details>']
}

function notLookedAt({ skipped }: CheckReport): string[] {
  if (skipped.length === 0) return []
  return [
    '## Not looked at',
    table(
      ['What', 'Why'],
      skipped.map(({ what, why, line }) => [inlineCode(line === undefined ? what : `${what}:${line}`), markdownMessage(why)]),
    ),
  ]
}

function suppressed(report: CheckReport): string[] {
  if (report.suppressed.length === 0) return []
  return [
    '## Suppressed',
    table(
      ['Rule', 'Place', 'Reason', 'By'],
      report.suppressed.map(({ ruleId, file, line, reason, by }) => [
        inlineCode(ruleId),
        inlineCode(`${file}:${line}`),
        markdownMessage(reason),
        by,
      ]),
    ),
  ]
}
