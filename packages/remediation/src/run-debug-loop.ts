import { type AgentState, CopilotError, type RepairPhase } from '@aks-copilot/contracts'
import type { RepairPolicy } from './policy/repair-policy.ts'
import type { RepairEvent } from './loop/repair-event.ts'
import type { RepairPorts, Run, Step } from './loop/run.ts'
import { transition } from './loop/transitions.ts'
import { Watch } from './loop/watch.ts'
import type { StoredState } from './ports.ts'
import { beginRun, LEASE, leaseOf, type RepairRequest } from './state/begin-run.ts'
import { withinMode } from './state/within-mode.ts'
import { announce } from './steps/announce.ts'
import { commit } from './steps/commit.ts'
import { conclude } from './steps/conclude.ts'
import { handOver } from './steps/hand-over.ts'
import { observe, OVER } from './steps/observe.ts'
import { propose } from './steps/propose.ts'
import { publish } from './steps/publish.ts'
import { undo } from './steps/undo.ts'
import { wait } from './steps/wait.ts'

export interface DebugLoopOptions {
  readonly policy: RepairPolicy
  readonly signal: AbortSignal
  readonly signingKey?: string | undefined
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
 * stored, where there is one that did not end. Ends with the last state; throws REPAIR_IN_PROGRESS where somebody else runs it,
 * REPAIR_TAKEN_OVER where somebody else did meanwhile, and what the ports throw: the state then stays where it was, and a later call goes on.
 */
export async function runDebugLoop(request: RepairRequest, ports: RepairPorts, options: DebugLoopOptions): Promise<AgentState> {
  let stored = await claim(request, ports, options)
  let watch = new Watch(ports.clock.now())
  while (stored.state.phase !== 'done') {
    options.signal.throwIfAborted()
    const event = await take(stored.state, watch, ports, options)
    const at = new Date(ports.clock.now()).toISOString()
    const next = transition(stored.state, event, { at, attempts: options.policy.attempts })
    stored = await save({ ...next, lease: leaseOf(request.holder, ports.clock.now()) }, stored.version, ports, options)
    if (event.type !== 'still') watch = new Watch(ports.clock.now())
  }
  return stored.state
}

async function take(
  state: AgentState,
  watch: Watch,
  ports: RepairPorts,
  { policy, signal, signingKey }: DebugLoopOptions,
): Promise<RepairEvent> {
  const { clock } = ports
  const renewAt = Date.parse(state.lease.until) - LEASE / 2
  const run: Run = { state, ports, policy, signal, signingKey, watch, mustRenew: () => clock.now() > renewAt }
  if (clock.now() > Date.parse(state.deadline) && state.phase === 'proposing')
    return { type: 'nothing-to-propose', refusals: [...state.refusals, OVER] }
  if (state.phase === 'done') throw new Error('The run has ended.')
  return await STEPS[state.phase](run)
}

/** The run that is stored, or a new one. */
async function claim(request: RepairRequest, ports: RepairPorts, options: DebugLoopOptions): Promise<StoredState> {
  const { signal, policy } = options
  const old = await ports.store.load(request.application, signal)
  const now = ports.clock.now()
  // It was killed after its last word: there is nothing left to do.
  if (old?.state.phase === 'done' && old.state.runId === request.runId) return old
  if (old !== undefined && old.state.phase !== 'done') {
    if (old.state.lease.holder !== request.holder && Date.parse(old.state.lease.until) > now) throw inProgress(old.state)
    return await save({ ...withinMode(old.state, policy.mode), lease: leaseOf(request.holder, now) }, old.version, ports, options)
  }
  const application = await ports.deployer.application(request.application, signal)
  const branch = await branchOf(application.sources[0]?.revision, ports, signal)
  const { repository } = ports.git
  return await save(beginRun(request, application, { repository, branch }, policy, now), old?.version, ports, options)
}

async function save(state: AgentState, version: string | undefined, ports: RepairPorts, options: DebugLoopOptions): Promise<StoredState> {
  const saved = await ports.store.save(state, version, options.signal)
  if (saved === 'conflict')
    throw new CopilotError({
      code: 'REPAIR_TAKEN_OVER',
      category: 'critical',
      message: `Somebody else goes on with the run of ${state.application.name}.`,
      remedy: 'Nothing is to be done here: look at the state on its branch.',
    })
  ports.audit.record({
    at: state.updatedAt,
    runId: state.runId,
    what: 'state',
    detail: { phase: state.phase, summary: state.summary, version: saved.version },
  })
  options.onState?.(saved.state)
  return saved
}

async function branchOf(revision: string | undefined, { git }: RepairPorts, signal: AbortSignal): Promise<string> {
  const wanted = revision === undefined || revision === 'HEAD' || revision === '' ? await git.defaultBranch(signal) : revision
  if ((await git.head(wanted, signal)) !== undefined) return wanted
  throw new CopilotError({
    code: 'REPAIR_NO_BRANCH',
    category: 'validation',
    message: `The application follows \`${wanted}\`, which is no branch of ${git.repository}.`,
    remedy: 'A tag or a fixed commit cannot be repaired by a commit: let the application follow a branch.',
  })
}

function inProgress({ lease, application, runId }: AgentState): CopilotError {
  return new CopilotError({
    code: 'REPAIR_IN_PROGRESS',
    category: 'transient',
    message: `${lease.holder} runs the repair of ${application.name} (run ${runId}) and holds it until ${lease.until}.`,
    remedy: 'Wait for it, or for the end of its lease.',
  })
}
