import { hostname } from 'node:os'
import { type AgentState, CopilotError } from '@aks-copilot/contracts'
import { type RepairPolicy, runDebugLoop } from '@aks-copilot/remediation'
import type { CommandContext } from '../command-context.ts'
import { type Configuration, readConfiguration } from '../configuration.ts'
import { EXIT } from '../exit-status.ts'
import type { Flags } from '../inspection.ts'
import { printableJson } from '../printable.ts'
import { openRepair, type Repair } from '../repair/open-repair.ts'
import { repairPolicy } from '../repair/repair-policy.ts'
import { repairText } from '../repair/repair-text.ts'
import { REPAIR_KEY_VARIABLE } from '../settings.ts'
import { wantsColor } from '../terminal.ts'
import { writeReport } from '../write-report.ts'

/** `aks-copilot debug`: the repair loop of one application, or of each that breaks. Exits with 1 where a person is needed. */
export async function debug(flags: Flags, context: CommandContext): Promise<void> {
  const name = nameOf(flags)
  const configuration = await readConfiguration(flags, context.terminal)
  const policy = repairPolicy(configuration, flags['dryRun'] === true)
  const repair = openRepair(configuration, policy, auditOf(configuration), context)
  try {
    if (name === undefined) return await (await import('../repair/watch-applications.ts')).watchApplications(repair, policy, flags, context)
    const state = await repairApplication({ name, trigger: 'command', detail: 'aks-copilot debug' }, repair, policy, context)
    await report(state, flags, context)
    context.finish(state.outcome?.kind === 'handed-over' || state.outcome?.kind === 'stopped' ? EXIT.findings : EXIT.done)
  } finally {
    await repair.close()
  }
}

export interface Wish {
  readonly name: string
  readonly trigger: AgentState['trigger']['kind']
  readonly detail: string
  readonly runId?: string
}

/** One run, or the rest of one that was stopped. Says each step on standard error; when it is stopped, how to go on. */
export async function repairApplication(wish: Wish, repair: Repair, policy: RepairPolicy, context: CommandContext): Promise<AgentState> {
  const { terminal, log } = context
  const { signal } = terminal
  const application = await repair.deployer.application(wish.name, signal)
  const ports = await repair.ports(application.sources[0]?.repository ?? '')
  const trigger = { kind: wish.trigger, at: new Date().toISOString(), detail: wish.detail }
  const request = { runId: wish.runId ?? context.runId, application: wish.name, trigger, holder: hostname() }
  let told = ''
  let refused = 0
  const onState = ({ summary, refusals, runId, updatedAt: at }: AgentState): void => {
    if (summary !== told) log.notice(`${wish.name}: ${summary}`)
    told = summary
    for (const why of refusals.slice(refused)) ports.audit.record({ at, runId, what: 'refused', detail: { why } })
    refused = refusals.length
  }
  try {
    return await runDebugLoop(request, ports, { policy, signal, signingKey: terminal.environment[REPAIR_KEY_VARIABLE], onState })
  } catch (error) {
    if (signal.aborted && policy.mode !== 'report')
      log.notice(`The run of ${wish.name} stays where it is; the same command goes on with it.`)
    throw error
  }
}

/** The end of a run, as text or JSON. */
export async function report(state: AgentState, flags: Flags, { terminal }: CommandContext): Promise<void> {
  const file = typeof flags['output'] === 'string' ? flags['output'] : '-'
  const text =
    flags['format'] === 'json' ? `${printableJson(state, 2)}\n` : repairText(state, file === '-' && wantsColor(terminal, flags['color']))
  await writeReport(file, text, terminal)
}

function auditOf(configuration: Configuration): string | undefined {
  return configuration.text('repair.audit') === '-' ? '-' : configuration.path('repair.audit')
}

/** The application of --app; undefined for --watch. */
function nameOf(flags: Flags): string | undefined {
  const name = typeof flags['app'] === 'string' && flags['app'] !== '' ? flags['app'] : undefined
  if ((name === undefined) === (flags['watch'] === true)) return name
  throw new CopilotError({
    code: 'USAGE',
    category: 'validation',
    message: name === undefined ? 'No application was named.' : '--app and --watch contradict each other.',
    remedy: 'Give --app NAME for one application, or --watch for all of them.',
  })
}
