import { type AgentState, CopilotError } from '@aks-copilot/contracts'
import { type RepairPolicy, type RepairPorts, runDebugLoop, type Wake } from '@aks-copilot/remediation'
import type { CommandContext } from '../command-context.ts'
import type { Flags } from '../inspection.ts'
import { printableJson } from '../printable.ts'
import { wantsColor } from '../terminal.ts'
import { writeReport } from '../write-report.ts'
import type { Repair } from './open-repair.ts'
import { isGoneProcess } from './process-holder.ts'
import { repairText } from './repair-text.ts'
import { tracedPorts } from './traced-ports.ts'

export interface Wish {
  readonly name: string
  readonly trigger: AgentState['trigger']['kind']
  readonly detail: string
  readonly runId?: string
  /** Proposes what people declined before, too. */
  readonly again?: boolean
  /** The only thing that is tried: a person approved it. */
  readonly approved?: AgentState['approved']
  /** Has it look at once where it waits for people. */
  readonly wake?: Wake
  /** Told of each state that was saved. */
  readonly onState?: (state: AgentState) => void
}

/** What a run needs of a repair. */
interface RunOf extends Pick<Repair, 'holder' | 'instance' | 'page' | 'ports' | 'signingKey' | 'trace'> {
  readonly deployer: Pick<Repair['deployer'], 'application'>
}

/** One run, or the rest of one that was stopped. Says each step on standard error; when it is stopped, how to go on. */
export async function repairApplication(wish: Wish, repair: RunOf, policy: RepairPolicy, context: CommandContext): Promise<AgentState> {
  const { terminal, log } = context
  const { signal } = terminal
  const { ports: untraced, signingKey } = await begin(wish, repair, signal)
  const trace = repair.trace(wish.name)
  const ports = tracedPorts(untraced, trace)
  const trigger = { kind: wish.trigger, at: new Date().toISOString(), detail: wish.detail }
  const approved = wish.approved === undefined ? {} : { approved: wish.approved }
  const { name: application, again } = wish
  const { holder, instance } = repair
  const who = { holder, instance, isGone: isGoneProcess }
  const request = { runId: wish.runId ?? context.runId, application, trigger, ...who, again, ...approved }
  let told = ''
  const refused = new Set<string>()
  const onState = (state: AgentState): void => {
    const { summary, refusals, runId, updatedAt: at } = state
    trace?.state(state)
    wish.onState?.(state)
    if (summary !== told) log.notice(`${wish.name}: ${summary}`)
    told = summary
    for (const why of refusals.filter((one) => !refused.has(one))) ports.audit.record({ at, runId, what: 'refused', detail: { why } })
    for (const why of refusals) refused.add(why)
  }
  try {
    const options = { policy, signal, signingKey, wake: wish.wake, onState }
    const state = await runDebugLoop(request, ports, options)
    trace?.end(state.outcome?.kind ?? state.phase, state.outcome?.kind === 'stopped')
    return state
  } catch (error) {
    trace?.end(error instanceof CopilotError ? error.code : 'stopped', !signal.aborted)
    if (signal.aborted && policy.mode !== 'report')
      log.notice(`The run of ${wish.name} stays where it is; the same command goes on with it.`)
    throw error
  }
}

/** What a run needs before its loop, which tells people of its own faults only. */
async function begin(wish: Wish, repair: RunOf, signal: AbortSignal): Promise<{ ports: RepairPorts; signingKey: string | undefined }> {
  try {
    const { sources } = await repair.deployer.application(wish.name, signal)
    const ports = await repair.ports(sources[0]?.repository ?? '')
    return { ports, signingKey: await repair.signingKey() }
  } catch (error) {
    // Whoever mistypes a name on the command line is told there.
    const isMistyped = wish.trigger === 'command' && error instanceof CopilotError && error.code === 'ARGOCD_APPLICATION_UNKNOWN'
    if (!isMistyped) await repair.page(error, wish.name, signal)
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
