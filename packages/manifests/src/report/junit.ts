import type { CheckReport, Suppressed, Violation } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'
import type { FormatContext } from './format-context.ts'
import { fileTitle, journey } from './wording.ts'

interface TestCase {
  readonly name: string
  readonly rule: string
  readonly line?: number
  readonly inside: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
}

/** JUnit XML: a suite for each file, a case for each violation; a file without any has one case that passed. */
export function formatJunit(report: CheckReport, context: FormatContext): string {
  const files = [
    ...new Set([...(context.files ?? []), ...report.violations.map(({ file }) => file), ...report.suppressed.map(({ file }) => file)]),
  ]
  const violations = Map.groupBy(report.violations, ({ file }) => file)
  const suppressed = Map.groupBy(report.suppressed, ({ file }) => file)
  const suites = files.map((file) =>
    suite(fileTitle(file), [...(violations.get(file) ?? []).map(violationCase), ...(suppressed.get(file) ?? []).map(suppressedCase)]),
  )
  const skipped = report.skipped.map(({ what, why, line }) =>
    skippedCase(line === undefined ? what : `${what}:${line}`, 'not-looked-at', why),
  )
  const all = [...suites, ...(skipped.length > 0 ? [suite('not looked at', skipped)] : [])]
  const sum = (pick: (one: Suite) => number): number => all.reduce((total, one) => total + pick(one), 0)
  const head = `<testsuites name="${xml(`aks-copilot ${context.command}: ${journey(report)}`)}" tests="${sum((one) => one.tests)}" failures="${sum((one) => one.failures)}" errors="0" skipped="${sum((one) => one.skipped)}" time="${(context.duration / 1000).toFixed(3)}">`
  return ['<?xml version="1.0" encoding="UTF-8"?>', head, ...all.map(({ text }) => text), '</testsuites>', ''].join('\n')
}

interface Suite {
  readonly tests: number
  readonly failures: number
  readonly skipped: number
  readonly text: string
}

function suite(name: string, cases: readonly TestCase[]): Suite {
  const own = cases.length > 0 ? cases : [{ name: 'nothing found', rule: 'aks-copilot', inside: '', outcome: 'passed' as const }]
  const failures = own.filter(({ outcome }) => outcome === 'failed').length
  const skipped = own.filter(({ outcome }) => outcome === 'skipped').length
  const rows = own.map((one) => {
    const attributes = `name="${xml(one.name)}" classname="${xml(one.rule)}" file="${xml(name)}"${one.line === undefined ? '' : ` line="${one.line}"`} time="0"`
    return one.inside === '' ? `    <testcase ${attributes}/>` : `    <testcase ${attributes}>${one.inside}</testcase>`
  })
  const text = [
    `  <testsuite name="${xml(name)}" tests="${own.length}" failures="${failures}" errors="0" skipped="${skipped}" time="0">`,
    ...rows,
    '  </testsuite>',
  ].join('\n')
  return { tests: own.length, failures, skipped, text }
}

/** Errors and warnings fail. Notes, and what is mended already, pass and say so. */
function violationCase(violation: Violation): TestCase {
  const { ruleId, severity, message, why, help, file, line, column, object, fix } = violation
  const name = `${line}:${column} ${describeObject(object)}: ${message}`
  const body = xml(`${fileTitle(file)}:${line}:${column}\n${message}\nWhy: ${why}\nFix: ${help}`)
  const passes = severity === 'info' || fix.status === 'applied'
  const inside = passes
    ? `<system-out>${fix.status === 'applied' ? 'Mended.\n' : ''}${body}</system-out>`
    : `<failure type="${severity}" message="${xml(message)}">${body}</failure>`
  return { name, rule: ruleId, line, inside, outcome: passes ? 'passed' : 'failed' }
}

function suppressedCase({ ruleId, line, reason, by }: Suppressed): TestCase {
  return { ...skippedCase(`${line}: suppressed by ${by}`, ruleId, reason), line }
}

function skippedCase(name: string, rule: string, why: string): TestCase {
  return { name, rule, inside: `<skipped message="${xml(why)}"/>`, outcome: 'skipped' }
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '\n': '&#10;' }

/** Text for XML 1.0, as content or attribute; characters that XML does not know are replaced. */
function xml(text: string): string {
  const legal = text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/(?![\t\n\r])[\p{Cc}\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/gu, '�')
  // A pipeline that prints the report obeys `##[…]` in it.
  return legal.replaceAll(/[&<>"'\n]/g, (character) => ENTITIES[character] ?? character).replaceAll(/##(?=\[|vso\[)/gi, '&#35;#')
}
