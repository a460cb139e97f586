import type { CheckReport, Severity } from '@aks-copilot/contracts'
import { CopilotError } from '@aks-copilot/contracts'
import { createBaseline, formatReport, inspectManifests } from '@aks-copilot/manifests'
import type { CommandContext } from '../command-context.ts'
import { exitStatusOfReport } from '../exit-status.ts'
import { type Flags, formatContext, type Inspection, prepareInspection, work } from '../inspection.ts'
import { atLeast } from '../shown-report.ts'
import { writeReport } from '../write-report.ts'

/** `aks-copilot check`: looks, prints, changes nothing. */
export async function check(paths: readonly string[], flags: Flags, context: CommandContext): Promise<void> {
  if (flags['updateBaseline'] === true && flags['output'] !== undefined)
    throw usage('--update-baseline prints no report that --output could take.', 'Leave one of them out.')
  const inspection = await prepareInspection(paths, flags, context)
  const report = work(inspection, 'checking', context, () => inspectManifests(inspection.bundle, inspection.options))
  inspection.progress.clear()
  if (flags['updateBaseline'] === true) return updateBaseline(report, inspection, context)
  const shown = atLeast(report, inspection.severity)
  const file = typeof flags['output'] === 'string' ? flags['output'] : '-'
  const format = formatContext(inspection, 'check', flags, context)
  const text = await formatReport(shown, inspection.format, { ...format, color: format.color && file === '-', fixed: [] })
  await writeReport(file, text, context.terminal)
  const status = exitStatusOfReport(report, inspection.failOn)
  if (status !== exitStatusOfReport(shown, inspection.failOn)) context.log.notice(notShown(report, shown, inspection.severity))
  context.finish(status)
}

function notShown(report: CheckReport, shown: CheckReport, least: Severity): string {
  return `${report.violations.length - shown.violations.length} violations below ${least} are not shown, and count for --fail-on.`
}

async function updateBaseline(report: CheckReport, { configuration }: Inspection, { terminal, log }: CommandContext): Promise<void> {
  const [name, file] = [configuration.text('check.baseline'), configuration.path('check.baseline')]
  if (name === undefined || file === undefined) throw usage('--update-baseline needs to know the file.', 'Add --baseline FILE.')
  const baseline = createBaseline(report)
  await writeReport(file, `${JSON.stringify(baseline, undefined, 2)}\n`, terminal)
  log.notice(`${baseline.violations.length} violations are now the baseline ${name}.`)
}

function usage(message: string, remedy: string): CopilotError {
  return new CopilotError({ code: 'USAGE', category: 'validation', message, remedy })
}
