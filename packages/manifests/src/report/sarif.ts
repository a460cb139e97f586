import type { CheckReport } from '@aks-copilot/contracts'
import type { FormatContext } from './format-context.ts'
import { SOURCE_ROOT } from './sarif/artifact-uri.ts'
import { ruleDescriptor, unknownDescriptor } from './sarif/descriptors.ts'
import { SarifFixes } from './sarif/fixes.ts'
import { createFingerprints, skippedNotification, suppressedResult, violationResult } from './sarif/results.ts'
import { writeJson } from './plain-text.ts'
import { SourceLines } from './source-lines.ts'

/** The repository, as package.json names it. */
const HOME = 'https://github.com/aks-copilot/aks-copilot'
const GUID = /^[\dA-Fa-f]{8}-[\dA-Fa-f]{4}-[1-5][\dA-Fa-f]{3}-[89ABab][\dA-Fa-f]{3}-[\dA-Fa-f]{12}$/

/** SARIF 2.1.0, for code scanning and editors. */
export function formatSarif(report: CheckReport, context: FormatContext): string {
  const rules = descriptors(report, context)
  const indexes = new Map(rules.map(({ id }, index) => [id, index]))
  const ruleIndex = (id: string): number => indexes.get(id) ?? -1
  const tools = {
    ruleIndex,
    source: new SourceLines(context.textOf),
    fixes: new SarifFixes(context.textOf),
    fingerprint: createFingerprints(),
  }
  const run = {
    tool: { driver: { name: 'aks-copilot', version: context.version, semanticVersion: context.version, informationUri: HOME, rules } },
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: report.skipped.map(skippedNotification) }],
    automationDetails: { id: `aks-copilot/${report.target}/${report.runId}`, ...(GUID.test(report.runId) ? { guid: report.runId } : {}) },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [SOURCE_ROOT]: { description: { text: 'The folder in which aks-copilot ran.' } } },
    results: [
      ...report.violations.map((violation) => violationResult(violation, tools)),
      ...report.suppressed.map((one) => suppressedResult(one, ruleIndex)),
    ],
    properties: { source: report.source, target: report.target, kubeVersion: report.kubeVersion, summary: report.summary },
  }
  return writeJson({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [run],
  })
}

/** The rules that looked, and those that the report names besides. */
function descriptors(report: CheckReport, { rules }: FormatContext) {
  const known = new Set(rules.map(({ id }) => id))
  const named = new Set([...report.violations, ...report.suppressed].map(({ ruleId }) => ruleId))
  return [...rules.map(ruleDescriptor), ...[...named].filter((id) => !known.has(id)).map(unknownDescriptor)]
}
