import { type AgentState, CopilotError } from '@aks-copilot/contracts'
import type { RepairPorts } from '../loop/run.ts'
import type { RepairPolicy } from '../policy/repair-policy.ts'
import type { StoredState } from '../ports.ts'
import { reviewStored } from '../trust/review-stored.ts'
import { believedDeclined, isLease } from '../trust/stored-facts.ts'
import { beginRun, leaseOf, type RepairRequest } from './begin-run.ts'
import { saveRun } from './save-run.ts'

interface ClaimOptions {
  readonly policy: RepairPolicy
  readonly signal: AbortSignal
  readonly signingKey?: string | undefined
  readonly onState?: ((state: AgentState) => void) | undefined
  /** Told of the run that is stored, as soon as it is known. */
  readonly onRun: (runId: string) => void
}

/**
 * The run that is stored, as far as it can be believed, or a new one that knows what people declined before. Throws REPAIR_IN_PROGRESS,
 * REPAIR_NO_BRANCH, and what the store throws: a state that it refuses is in the audit trail.
 */
export async function claimRun(request: RepairRequest, ports: RepairPorts, options: ClaimOptions): Promise<StoredState> {
  const { policy, signal } = options
  const old = await loaded(request, ports, signal)
  const now = ports.clock.now()
  // It was killed after its last word: there is nothing left to do.
  if (old?.state.phase === 'done' && old.state.runId === request.runId) return old
  const isOpen = old !== undefined && old.state.phase !== 'done'
  if (isOpen) options.onRun(old.state.runId)
  if (isOpen && isHeld(old.state.lease, request, now)) throw inProgress(old.state)
  const application = await ports.deployer.application(request.application, signal)
  const branch = await branchOf(application.sources[0]?.revision, ports, signal)
  const forgets = request.again === true
  const place = { repository: ports.git.repository, branch }
  if (!isOpen) {
    const known = believedDeclined(old?.state.declined ?? [], place.repository, (why) => distrust(ports, request.runId, { why }))
    const state = beginRun(request, application, place, policy, now, forgets ? [] : known)
    const begun = await saveRun(state, old?.version, ports, options)
    options.onRun(begun.state.runId)
    return begun
  }
  const { approved } = request
  const stored = forgets ? { ...old, state: { ...old.state, declined: [] } } : old
  const state = await reviewStored({ ...options, stored, ports, application, place, approved })
  return await saveRun({ ...state, lease: leaseOf(request.holder, now) }, old.version, ports, options)
}

async function loaded(request: RepairRequest, ports: RepairPorts, signal: AbortSignal): Promise<StoredState | undefined> {
  try {
    return await ports.store.load(request.application, signal)
  } catch (error) {
    if (error instanceof CopilotError && error.category === 'critical')
      distrust(ports, request.runId, { why: error.message, code: error.code })
    throw error
  }
}

function distrust({ audit, clock }: RepairPorts, runId: string, detail: Readonly<Record<string, unknown>>): void {
  audit.record({ at: new Date(clock.now()).toISOString(), runId, what: 'distrusted', detail })
}

function isHeld(lease: AgentState['lease'], { holder, isGone }: RepairRequest, now: number): boolean {
  if (lease.holder === holder || isGone?.(lease.holder) === true) return false
  return Date.parse(lease.until) > now && isLease(lease, now)
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
