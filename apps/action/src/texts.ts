import { createHash } from 'node:crypto'
import type { CheckReport, Severity, Violation } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'
import { codeBlock, inlineCode, markdownMessage, table } from '@aks-copilot/manifests'
import type { LeftOut, Suggestion, Suggestions } from './suggestions.ts'

const SIGN: Readonly<Record<Severity, string>> = { error: '✖', warning: '▲', info: '●' }
const RANK: readonly Severity[] = ['error', 'warning', 'info']
const MOST_ROWS = 50
/** GitHub takes 65,536 characters. */
const MOST_COMMENT = 60_000

export interface CommentFacts {
  readonly report: CheckReport
  /** Those that count here. */
  readonly violations: readonly Violation[]
  readonly suggestions: Suggestions | undefined
  readonly committed: boolean
  readonly version: string
}

/** The comment of a pull request. The same findings give the same text, so that a second run has nothing to change. */
export function commentText(facts: CommentFacts): string {
  const { violations, report, version } = facts
  const foot = `<sub>aks-copilot ${version} · Kubernetes ${report.kubeVersion} · ${report.summary.objects} objects looked at</sub>`
  const parts = [
    `### ${headline(violations)}`,
    ...(violations.length === 0 ? [] : [findings(violations)]),
    ...(report.skipped.length === 0 ? [] : [`${count(report.skipped.length, 'input')} could not be looked at: see the job summary.`]),
    ...suggested(facts),
  ]
  return joined([...parts, foot], MOST_COMMENT)
}

/** `aks-copilot: 2 errors, 1 warning` */
export function headline(violations: readonly Violation[]): string {
  if (violations.length === 0) return 'aks-copilot: all good'
  const words: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' }
  const numbers = RANK.map((severity) => [violations.filter((one) => one.severity === severity).length, words[severity]] as const)
  return `aks-copilot: ${numbers.flatMap(([number, word]) => (number === 0 ? [] : [count(number, word)])).join(', ')}`
}

function findings(violations: readonly Violation[]): string {
  const sorted = violations.toSorted((one, other) => RANK.indexOf(one.severity) - RANK.indexOf(other.severity))
  const rows = sorted
    .slice(0, MOST_ROWS)
    .map(({ severity, ruleId, message, file, line, object }) => [
      SIGN[severity],
      inlineCode(`${file}:${line}`),
      inlineCode(describeObject(object)),
      markdownMessage(message),
      inlineCode(ruleId),
    ])
  const more = sorted.length > MOST_ROWS ? `\n\n${count(sorted.length - MOST_ROWS, 'more finding')}: see the job summary.` : ''
  return `${table(['', 'Place', 'Object', 'What', 'Rule'], rows)}${more}`
}

function suggested({ suggestions, committed }: CommentFacts): string[] {
  if (suggestions === undefined) return []
  const { made, leftOut } = suggestions
  return [
    ...(committed ? ['The proven fixes are in a commit on this branch.'] : []),
    ...(made.length > 0
      ? [`${count(made.length, 'proven fix', 'proven fixes')} suggested on the changed lines, each with its certificate.`]
      : []),
    ...(leftOut.length > 0 && !committed ? ['**Proven fixes that cannot be suggested there.** `aks-copilot fix --write` makes them.'] : []),
    ...(committed ? [] : leftOut.map(leftOutText)),
  ]
}

function leftOutText({ path, line, why, diff }: LeftOut): string {
  const place = `<details><summary><code>${escapeHtml(path)}</code>, line ${line}: ${why}</summary>`
  return [place, ...(diff.length === 0 ? [] : [codeBlock('diff', diff)]), '</details>'].join('\n\n')
}

/** The text of one suggestion, with the certificate of each fix in it and what recognises it. */
export function suggestionText(suggestion: Suggestion): string {
  const { lines, mends } = suggestion
  return [
    ...mends.map(({ severity, message, ruleId }) => `${SIGN[severity]} ${markdownMessage(message)} ${inlineCode(ruleId)}`),
    codeBlock('suggestion', lines),
    ...mends.map(certificate),
    suggestionMarker(suggestion),
  ].join('\n\n')
}

/** Names a suggestion by what it changes and where, not by its line alone: pushes move lines. */
export function suggestionMarker({ path, lines, mends }: Suggestion): string {
  const what = JSON.stringify([path, lines, mends.map(({ ruleId, object, path: field }) => [ruleId, object, field])])
  return `<!-- aks-copilot:suggestion:${createHash('sha256').update(what).digest('hex').slice(0, 32)} -->`
}

function certificate({ ruleId, fix }: Violation): string {
  const gates = fix.certificate?.gates ?? []
  const rows = gates.map(({ gate, pass, detail }) => [pass ? '✔' : '✖', inlineCode(gate), markdownMessage(detail)])
  const passed = gates.filter(({ pass }) => pass).length
  return [
    `<details><summary>Certificate of ${escapeHtml(ruleId)}: ${passed} of ${gates.length} gates passed</summary>`,
    table(['', 'Gate', 'Detail'], rows),
    '</details>',
  ].join('\n\n')
}

/** Whole parts only, as many as fit; the last one always. */
function joined(parts: readonly string[], most: number): string {
  const last = parts.at(-1) ?? ''
  const kept: string[] = []
  let left = most - Buffer.byteLength(last) - 100
  for (const part of parts.slice(0, -1)) {
    left -= Buffer.byteLength(part) + 2
    if (left < 0) {
      kept.push('*The rest does not fit here.*')
      break
    }
    kept.push(part)
  }
  return [...kept, last].join('\n\n')
}

function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('@', '&#64;').replaceAll(/\p{C}/gu, '�')
}
