import type { Diagnosis, Severity } from '@aks-copilot/contracts'
import type { CommandContext } from '../command-context.ts'
import { diagnosisText } from '../diagnosis/diagnosis-text.ts'
import { readSource, sinceOf, type Source } from '../diagnosis/read-snapshot.ts'
import { EXIT, isAtLeast } from '../exit-status.ts'
import type { Flags } from '../inspection.ts'
import { Progress } from '../progress.ts'
import { printableJson } from '../printable.ts'
import { wantsColor } from '../terminal.ts'
import { writeReport } from '../write-report.ts'

/** `aks-copilot diagnose`: what is broken, why, since when, what changed, what to run. Reads, and changes nothing. */
export async function diagnoseCommand(flags: Flags, context: CommandContext): Promise<void> {
  if (flags['watch'] === true) return (await import('../diagnosis/watch-view.ts')).watchView(flags, context)
  const progress = new Progress(context.terminal, context.log, flags['quiet'] === true)
  if (flags['from'] === undefined) progress.announce('reading the cluster')
  const source = await readSource(flags, context)
  try {
    const report = await diagnosisFor(source, flags, context)
    progress.clear()
    const file = typeof flags['output'] === 'string' ? flags['output'] : '-'
    await writeReport(file, formatted(report, flags, context, file === '-'), context.terminal)
    context.finish(statusOf(report, source))
  } finally {
    progress.clear()
    await source.api?.close()
  }
}

async function diagnosisFor(
  { snapshot, api, namespaces }: Source,
  flags: Flags,
  { runId, terminal, unguarded }: CommandContext,
): Promise<Diagnosis> {
  const { ClusterState, diagnose, proveWithCluster } = await import('@aks-copilot/cluster')
  const report = unguarded(() => diagnose(new ClusterState(snapshot), { runId, namespaces, since: sinceOf(flags) }))
  if (api === undefined) return report
  const incidents = await proveWithCluster(report.incidents, api, terminal.signal)
  return { ...report, incidents, requests: { ...api.requests } }
}

/** The report as text or JSON. */
export function formatted(report: Diagnosis, flags: Flags, { terminal }: CommandContext, shown: boolean): string {
  if (flags['format'] === 'json') return `${printableJson(report, 2)}\n`
  return diagnosisText(report, {
    color: shown && wantsColor(terminal, flags['color']),
    columns: terminal.stdout.columns ?? 100,
    verbose: flags['verbose'] === true,
    quiet: flags['quiet'] === true,
  })
}

function statusOf({ incidents }: Diagnosis, { configuration }: Source): number {
  const failOn = configuration.text('check.failOn') ?? 'error'
  if (failOn === 'never') return EXIT.done
  return incidents.some(({ severity, state }) => state === 'open' && isAtLeast(severity, failOn as Severity)) ? EXIT.findings : EXIT.done
}
