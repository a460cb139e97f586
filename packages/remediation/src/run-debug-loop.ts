import { type AgentState, CopilotError, type RepairPhase } from '@aks-copilot/contracts'
import type { RepairPolicy } from './policy/repair-policy.ts'
import type { StoredState } from './ports.ts'
import type { RepairEvent } from './loop/repair-event.ts'
import type { RepairPorts, Run, Step } from './loop/run.ts'
import { transition } from './loop/transitions.ts'
import type { Wake } from './loop/wake.ts'
import { Watch } from './loop/watch.ts'
import { LEASE, leaseOf, type RepairRequest } from './state/begin-run.ts'
import { claimRun } from './state/claim-run.ts'
import { requireNewest, saveRun } from './state/save-run.ts'
import { announce } from './steps/announce.ts'
import { commit } from './steps/commit.ts'
import { conclude } from './steps/conclude.ts'
import { handOver } from './steps/hand-over.ts'
import { observe, OVER } from './steps/observe.ts'
import { page } from './steps/page.ts'
import { propose } from './steps/propose.ts'
import { publish } from './steps/publish.ts'
import { undo } from './steps/undo.ts'
import { wait } from './steps/wait.ts'

export interface DebugLoopOptions {
  readonly policy: RepairPolicy
  readonly signal: AbortSignal
  /** Signs commits. The store has the same one, for the states. */
  readonly signingKey?: string | undefined
  /** Has the run look at once where it waits for people. */
  readonly wake?: Wake | undefined
  /** Told of each state that was saved. */
  readonly onState?: ((state: AgentState) => void) | undefined
}

const STEPS: Readonly<Record<Exclude<RepairPhase, 'done'>, Step>> = {
  observing: observe,
  proposing: propose,
  committing: commit,
  publishing: publish,
  announcing: announce,
  waiting: wait,
  undoing: undo,
  'handing-over': handOver,
  concluding: conclude,
}

/**
 * From an application that is reported as broken to one that is healthy, or to a person who knows why not. Goes on with the run that is
 * stored, where there is one that did not end, as far as it can be believed. Ends with the last state; throws REPAIR_IN_PROGRESS where
 * somebody else runs it, REPAIR_TAKEN_OVER where somebody else did meanwhile, and what the ports throw: the state then stays where it was,
 * and a later call goes on.
 */
export async function runDebugLoop(request: RepairRequest, ports: RepairPorts, options: DebugLoopOptions): Promise<AgentState> {
  // Each call asks with an id of its own; the run that is stored keeps the one that it was begun with.
  let runId: string | undefined
  const onRun = (id: string | undefined): void => void (runId = id)
  try {
    return await runToEnd(request, ports, { ...options, onRun })
  } catch (error) {
    if (!options.signal.aborted)
      await page(error, { runId, application: request.application, instance: request.instance }, ports, options.signal)
    throw error
  }
}

async function runToEnd(
  request: RepairRequest,
  ports: RepairPorts,
  options: DebugLoopOptions & { readonly onRun: (runId: string | undefined) => void },
): Promise<AgentState> {
  let stored = await claimRun(request, ports, options)
  let watch = new Watch(ports.clock.now())
  while (stored.state.phase !== 'done') {
    options.signal.throwIfAborted()
    const event = await take({ ...stored, called: request.application, watch }, ports, options)
    const at = new Date(ports.clock.now()).toISOString()
    const next = transition(stored.state, event, { at, attempts: options.policy.attempts })
    stored = await saveRun({ ...next, lease: leaseOf(request.holder, ports.clock.now()) }, stored.version, ports, options)
    if (event.type !== 'still') watch = new Watch(ports.clock.now())
  }
  return stored.state
}

interface Taken extends StoredState {
  /** The application as it is asked for. */
  readonly called: string
  readonly watch: Watch
}

async function take(
  { state, version, called, watch }: Taken,
  ports: RepairPorts,
  { policy, signal, signingKey, wake }: DebugLoopOptions,
): Promise<RepairEvent> {
  const { clock } = ports
  const until = Date.parse(state.lease.until)
  const mustRenew = (): boolean => clock.now() > until - LEASE / 2
  const requireOwn = async (): Promise<void> => {
    if (clock.now() > until) await requireNewest({ application: called, state, version }, ports, signal)
  }
  const run: Run = { state, ports, policy, signal, signingKey, watch, wake, mustRenew, requireOwn }
  if (clock.now() > Date.parse(state.deadline) && state.phase === 'proposing')
    return { type: 'nothing-to-propose', refusals: [...state.refusals, OVER] }
  if (state.phase === 'done') throw new Error('The run has ended.')
  try {
    return await STEPS[state.phase](run)
  } catch (error) {
    // A protected branch, a right that is missing: the patch is proven, and a person can bring it in.
    const isRefused = error instanceof CopilotError && error.category === 'validation' && COMMITS.has(state.phase)
    if (!isRefused) throw error
    return { type: 'unclear', why: `The repository does not take the patch: ${error.message} ${error.remedy}` }
  }
}

/** Phases of which a person could do the work, where the host refuses it. */
const COMMITS: ReadonlySet<RepairPhase> = new Set(['committing', 'publishing'])
