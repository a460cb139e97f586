import { setTimeout as wait } from 'node:timers/promises'
import { CopilotError, type DeployReport } from '@aks-copilot/contracts'
import { openObjectWriter, openRunTraces } from '@aks-copilot/integrations'
import { formatReport, inspectManifests } from '@aks-copilot/manifests'
import {
  deployNotice,
  type DeployEnd,
  type DeployPorts,
  type DeployRequest,
  type Notifier,
  type RolloutVerdict,
  runDeploy,
} from '@aks-copilot/remediation'
import type { CommandContext } from '../command-context.ts'
import { askConsent } from '../deploy/ask-consent.ts'
import { deployMarkdown } from '../deploy/deploy-markdown.ts'
import { deploySettings } from '../deploy/deploy-settings.ts'
import { deployText } from '../deploy/deploy-text.ts'
import { createFollowingReader } from '../deploy/following-reader.ts'
import { connect } from '../diagnosis/read-snapshot.ts'
import { EXIT, exitStatusOfReport } from '../exit-status.ts'
import { type Flags, formatContext, type Inspection, prepareInspection, work } from '../inspection.ts'
import { openNotifier } from '../open-notifier.ts'
import { traceOptions } from '../open-traces.ts'
import { printableJson } from '../printable.ts'
import { openAuditTrail } from '../repair/audit-file.ts'
import { wantsColor } from '../terminal.ts'
import { writeReport } from '../write-report.ts'

/** `aks-copilot deploy`: check, show, ask, apply to one namespace, watch, report. */
export async function deploy(paths: readonly string[], flags: Flags, context: CommandContext): Promise<void> {
  const namespace = namespaceOf(flags)
  const inspection = await prepareInspection(paths, flags, context, 'write')
  const settings = deploySettings(inspection.configuration)
  requireRelease(inspection, flags)
  if (!(await passesCheck(inspection, flags, context))) return
  const objects = inspection.bundle.objects.map(({ value, virtual }) => ({ value, template: virtual }))
  if (objects.length === 0) throw nothingToDeploy()
  // A wrong channel or token is said before anything is written.
  const notifier = await openNotifier(inspection.configuration, context)
  const takeFrom = listOf(flags['forceConflicts'])
  const { report, fault } = await deployTo(
    {
      runId: context.runId,
      namespace,
      objects,
      takeFrom,
      isDryRun: flags['dryRun'] === true,
      rollbackOnFailure: flags['rollbackOnFailure'] === true,
      signal: context.terminal.signal,
      ...settings,
    },
    inspection,
    flags,
    context,
  )
  await tell(report, notifier, context)
  await writeDeployReport({ ...report, skipped: [...inspection.bundle.skipped, ...report.skipped] }, flags, context)
  // Only now: whoever deploys knows what was written, whatever ended it.
  if (fault !== undefined) throw fault
  if (report.outcome === 'stopped') throw context.terminal.signal.reason
  context.finish(STATUS[report.outcome])
}

const STATUS: Readonly<Record<DeployReport['outcome'], number>> = {
  planned: EXIT.done,
  healthy: EXIT.done,
  declined: EXIT.findings,
  failed: EXIT.findings,
  'timed-out': EXIT.findings,
  refused: EXIT.validation,
  stopped: EXIT.critical,
}

/** Connects, deploys, and closes whatever happened. */
async function deployTo(
  request: DeployRequest,
  { configuration, progress }: Inspection,
  flags: Flags,
  context: CommandContext,
): Promise<DeployEnd> {
  const { terminal } = context
  const options = {
    kubeconfig: configuration.path('cluster.kubeconfig'),
    context: configuration.text('cluster.context'),
    environment: terminal.environment,
  }
  const traces = await openRunTraces(traceOptions(context))
  const trace = traces?.deployment(request.namespace)
  const step = (phase: string): void => trace?.step(request.runId, phase)
  const writer = openObjectWriter(options, request.namespace)
  const cluster = createFollowingReader(await connect(configuration, context))
  const ports: DeployPorts = {
    writer: trace?.traced('cluster', writer) ?? writer,
    cluster,
    clock: { now: () => Date.now(), sleep: async (time, signal) => await wait(time, undefined, { signal }).catch(() => undefined) },
    audit: openAuditTrail(typeof flags['audit'] === 'string' ? flags['audit'] : undefined, context),
    consent: async (plan) => {
      progress.clear()
      step('asking')
      const isWanted = await askConsent(plan, flags, context)
      step('applying')
      return isWanted
    },
    onLook: (verdict) => {
      step('watching')
      progress.announce(watchLine(verdict))
    },
  }
  progress.announce('asking the API server what would change')
  step('planning')
  try {
    const end = await runDeploy(request, ports)
    trace?.end(end.report.outcome, STATUS[end.report.outcome] !== EXIT.done)
    return end
  } catch (error) {
    trace?.end(error instanceof CopilotError ? error.code : 'stopped', true)
    throw error
  } finally {
    progress.clear()
    await Promise.all([writer.close(), cluster.close(), traces?.stop()])
  }
}

function watchLine({ health, incidents }: RolloutVerdict): string {
  const all = [...health]
  const waiting = all.find(([, { state }]) => state === 'progressing')
  const well = all.filter(([, { state }]) => state === 'healthy').length
  const broken = incidents.length === 0 ? '' : `, ${incidents.length} ${incidents.length === 1 ? 'problem' : 'problems'}`
  return `watching: ${well} of ${all.length} healthy${broken}${waiting === undefined ? '' : `; ${waiting[0].replaceAll('/', ' ')}: ${waiting[1].text}`}`
}

/** What `check` says comes first; its findings are the result then, and nothing is asked of a cluster. */
async function passesCheck(inspection: Inspection, flags: Flags, context: CommandContext): Promise<boolean> {
  const report = work(inspection, 'checking', context, () => inspectManifests(inspection.bundle, inspection.options))
  inspection.progress.clear()
  const status = exitStatusOfReport(report, inspection.failOn)
  if (status === EXIT.done) return true
  const file = fileOf(flags)
  const format = formatContext(inspection, 'check', flags, context)
  const text = await formatReport(report, inspection.format, { ...format, color: format.color && file === '-', fixed: [] })
  await writeReport(file, text, context.terminal)
  const more = status === EXIT.findings ? ' `--fail-on never` deploys all the same.' : ''
  context.log.notice(`Nothing was deployed: see what check found.${more}`)
  context.finish(status)
  return false
}

/** A channel that cannot be told changes nothing of what was deployed. */
async function tell(report: DeployReport, notifier: Notifier | undefined, { log }: CommandContext): Promise<void> {
  const notice = deployNotice(report)
  if (notice === undefined || notifier === undefined) return
  try {
    await notifier.post(notice)
  } catch (error) {
    if (!(error instanceof CopilotError)) throw error
    log.notice(`Nobody was told (${error.code}): ${error.message} ${error.remedy}`)
  }
}

async function writeDeployReport(report: DeployReport, flags: Flags, { terminal }: CommandContext): Promise<void> {
  const file = fileOf(flags)
  const format = flags['format']
  const options = {
    color: file === '-' && wantsColor(terminal, flags['color']),
    columns: terminal.stdout.columns ?? 100,
    verbose: flags['verbose'] === true,
    quiet: flags['quiet'] === true,
  }
  const text =
    format === 'json' ? `${printableJson(report, 2)}\n` : format === 'markdown' ? deployMarkdown(report) : deployText(report, options)
  // What was written to a cluster is told also after Ctrl-C.
  await writeReport(file, text, { ...terminal, signal: new AbortController().signal })
}

function fileOf(flags: Flags): string {
  return typeof flags['output'] === 'string' ? flags['output'] : '-'
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap((words) => String(words).split(',')).filter((word) => word !== '') : []
}

function namespaceOf({ namespace }: Flags): string {
  if (typeof namespace !== 'string') throw usage('No namespace was named.', 'Say where to: -n NAMESPACE.')
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace))
    throw usage(`\`${namespace}\` is no name of a namespace.`, 'Give one namespace: -n NAMESPACE.')
  return namespace
}

function requireRelease({ bundle }: Inspection, { release }: Flags): void {
  if (release !== undefined || !bundle.files.some(({ origin }) => origin === 'helm')) return
  throw usage('A Helm chart was named, and no release.', 'Say --release NAME: the objects of a chart are named after it.')
}

function usage(message: string, remedy: string): CopilotError {
  return new CopilotError({ code: 'USAGE', category: 'validation', message, remedy })
}

function nothingToDeploy(): CopilotError {
  return usage('There is no object in what was named.', 'Name a file, a folder or a chart with manifests.')
}
