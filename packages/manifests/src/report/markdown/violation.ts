import type { LedgerEntry, Severity, Violation } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'
import { frameLines, type SourceLines } from '../source-lines.ts'
import { isMended, remedyTitle } from '../wording.ts'
import { codeBlock, escapeMarkdown, inlineCode, markdownMessage, table } from './escape.ts'

export const SIGN: Readonly<Record<Severity, string>> = { error: '✖', warning: '▲', info: '●' }

/** One violation, or several of one rule in one file that say the same. */
export function violationSection(group: readonly Violation[], source: SourceLines): string[] {
  const [first] = group
  if (first === undefined) return []
  const { severity, ruleId, message, why, help, fix } = first
  return [
    `#### ${SIGN[severity]} ${markdownMessage(message)}`,
    `${inlineCode(ruleId)} · ${severity} · **${remedyTitle(first)}**`,
    ...(group.length === 1
      ? [
          `Line ${first.line} · ${escapeMarkdown(describeObject(first.object))} · ${inlineCode(first.path === '' ? '/' : first.path)}`,
          frame(first, source),
        ]
      : [places(group)]),
    `**Why:** ${markdownMessage(why)}`,
    `**${isMended(first) ? 'Fix' : 'To do'}:** ${markdownMessage(help)}`,
    ...(fix.source === 'model' && fix.status === 'proposed'
      ? [`**Proposal:** ${markdownMessage(fix.description)} It is not written.`]
      : []),
    ...(fix.status === 'refused' ? [`**Not applied:** ${markdownMessage(fix.reason ?? 'a gate did not pass')}`] : []),
    ...ledger(fix.ledger),
    ...certificate(group),
  ].filter((part) => part !== '')
}

function frame(violation: Violation, source: SourceLines): string {
  const lines = frameLines(violation, source)
  if (lines.length === 0) return ''
  const gutter = String(lines.at(-1)?.number ?? 1).length
  return codeBlock(
    'text',
    lines.map(({ number, text, mark }) => `${mark === undefined ? ' ' : '>'} ${String(number).padStart(gutter)} | ${text}`),
  )
}

function places(group: readonly Violation[]): string {
  return table(
    ['Line', 'Object', 'Field'],
    group.map(({ line, object, path }) => [String(line), escapeMarkdown(describeObject(object)), inlineCode(path === '' ? '/' : path)]),
  )
}

function ledger(entries: readonly LedgerEntry[] | undefined): string[] {
  if (entries === undefined || entries.length === 0) return []
  const rows = entries.map(({ path, outcome, reason, security }) => [
    inlineCode(path),
    `${outcome === 'lost' ? '**lost**' : outcome}${security === true ? ' (security)' : ''}`,
    markdownMessage(reason),
  ])
  return ['What became of each field:', table(['Field', 'Outcome', 'Reason'], rows)]
}

/** The gates of the first; the others of a group passed the same ones, or are told with their own result. */
function certificate(group: readonly Violation[]): string[] {
  const certified = group.filter(({ fix }) => fix.certificate !== undefined)
  const [first] = certified
  const gates = first?.fix.certificate?.gates ?? []
  if (gates.length === 0) return []
  const passed = gates.filter(({ pass }) => pass).length
  const several = certified.length > 1 ? `, one of ${certified.length} alike` : ''
  const rows = gates.map(({ gate, pass, detail }) => [pass ? '✔' : '✖', inlineCode(gate), markdownMessage(detail)])
  return [
    `<details><summary>Certificate: ${passed} of ${gates.length} gates passed${several}</summary>`,
    table(['', 'Gate', 'Detail'], rows),
    '</details>',
  ]
}
