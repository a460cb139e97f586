import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type CheckReport, CopilotError, type Severity } from '@aks-copilot/contracts'
import { createBaseline, formatReport, inspectManifests } from '@aks-copilot/manifests'
import { exitStatusOfReport, isAtLeast } from '../exit-status.ts'
import { type Flags, formatContext, prepareInspection } from '../inspection.ts'
import type { CommandContext } from '../command-context.ts'
import { writeOut } from '../terminal.ts'

/** `aks-copilot check`: looks, prints, changes nothing. */
export async function check(paths: readonly string[], flags: Flags, context: CommandContext): Promise<void> {
  const inspection = await prepareInspection(paths, flags, context)
  const report = inspectManifests(inspection.bundle, inspection.options)
  if (flags['updateBaseline'] === true) return updateBaseline(report, inspection.configuration.text('check.baseline'), context)
  const shown = atLeast(report, inspection.severity)
  const text = await formatReport(shown, inspection.format, { ...formatContext(inspection, 'check', flags, context), fixed: [] })
  if (typeof flags['output'] === 'string') await writeFile(resolve(context.terminal.cwd, flags['output']), text)
  else await writeOut(context.terminal, text)
  context.finish(exitStatusOfReport(report, inspection.failOn, false))
}

/** The report without violations below a severity; the summary counts what is shown. */
export function atLeast(report: CheckReport, least: Severity): CheckReport {
  const violations = report.violations.filter(({ severity }) => isAtLeast(severity, least))
  if (violations.length === report.violations.length) return report
  const count = (severity: Severity): number => violations.filter((one) => one.severity === severity).length
  const { documents, objects } = report.summary
  const fixed = violations.filter(({ fix }) => fix.certificate !== undefined && fix.status !== 'refused').length
  return { ...report, violations, summary: { documents, objects, error: count('error'), warning: count('warning'), info: count('info'), fixed, unfixed: violations.length - fixed } }
}

async function updateBaseline(report: CheckReport, file: string | undefined, { terminal }: CommandContext): Promise<void> {
  if (file === undefined) throw new CopilotError({ code: 'USAGE', category: 'validation', message: '--update-baseline needs to know the file.', remedy: 'Add --baseline FILE.' })
  await writeFile(resolve(terminal.cwd, file), `${JSON.stringify(createBaseline(report), undefined, 2)}\n`)
  terminal.stderr.write(`${report.violations.length} violations are now the baseline ${file}.\n`)
}
