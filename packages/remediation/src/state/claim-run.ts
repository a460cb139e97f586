import { type AgentState, CopilotError, type DeclinedChange, type RepairPhase } from '@aks-copilot/contracts'
import { sameJson } from '@aks-copilot/kubernetes'
import type { RepairPorts } from '../loop/run.ts'
import type { RepairPolicy } from '../policy/repair-policy.ts'
import type { StoredState } from '../ports.ts'
import { approvedCandidate } from '../propose/from-detector.ts'
import { repairKey } from '../propose/repair-key.ts'
import { reviewStored } from '../trust/review-stored.ts'
import { believedDeclined } from '../trust/stored-facts.ts'
import { beginRun, leaseOf, type RepairRequest } from './begin-run.ts'
import { requireFree } from './require-free.ts'
import { saveRun } from './save-run.ts'
import { type Owner, ownerOf } from './whose-run.ts'

interface ClaimOptions {
  readonly policy: RepairPolicy
  readonly signal: AbortSignal
  readonly signingKey?: string | undefined
  readonly onState?: ((state: AgentState) => void) | undefined
  /** Told of the run that is stored, as soon as it is known; undefined: there is none that this one goes on with. */
  readonly onRun: (runId: string | undefined) => void
}

/**
 * The run that is stored, as far as it can be believed, or a new one that knows what people declined before. Throws REPAIR_IN_PROGRESS,
 * REPAIR_STATE_SHARED, REPAIR_NO_BRANCH, and what the store throws: a state that it refuses is in the audit trail.
 */
export async function claimRun(request: RepairRequest, ports: RepairPorts, options: ClaimOptions): Promise<StoredState> {
  const { policy, signal } = options
  const old = await loaded(request, ports, signal)
  const now = ports.clock.now()
  // It was killed after its last word: there is nothing left to do.
  if (old?.state.phase === 'done' && old.state.runId === request.runId) return old
  const open = old === undefined || old.state.phase === 'done' ? undefined : old
  options.onRun(open?.state.runId)
  const application = await ports.deployer.application(request.application, signal)
  const owner = old === undefined ? 'own' : ownerOf(old.state, application)
  if (open !== undefined) requireOurs(open.state, owner, request, ports, options)
  const branch = await branchOf(application.sources[0]?.revision, ports, signal)
  const place = { repository: ports.git.repository, branch, path: application.sources[0]?.path ?? '' }
  if (open !== undefined && goesOn(open.state, owner, place)) {
    const { approved } = request
    const stored = request.again === true ? { ...open, state: { ...open.state, declined: [] } } : open
    const state = await reviewStored({ ...options, stored, ports, application, place, approved })
    return await saveRun({ ...state, lease: leaseOf(request.holder, now) }, open.version, ports, options)
  }
  const doubt = (why: string): void => distrust(ports, request.runId, { why })
  if (open !== undefined) doubt(`The run ${open.state.runId} that is stored is of another Application of this name: a new one begins.`)
  // Who declined a change in one place said nothing of another one.
  const isSamePlace = owner === 'own' || sameJson(old?.state.source, place)
  const declined = isSamePlace ? stillDeclined(old?.state.declined, request) : []
  const state = beginRun(request, application, place, policy, now, believedDeclined(declined, place.repository, doubt))
  const begun = await saveRun(state, old?.version, ports, options)
  options.onRun(begun.state.runId)
  return begun
}

/**
 * Who approves a change now counts more than who declined it before; of the others they said nothing. (Only where a run begins: of one that
 * goes on, the pull request may have been closed meanwhile.)
 */
function stillDeclined(declined: AgentState['declined'] = [], { again, approved }: RepairRequest): readonly DeclinedChange[] {
  if (again === true) return []
  const wanted = approved === undefined ? [] : approvedCandidate(approved).changes.map(repairKey)
  return declined.filter(({ change }) => !wanted.includes(change))
}

/** Phases of which something may be in Git that must be judged or taken back before anything else is tried. */
const LEAVES: ReadonlySet<RepairPhase> = new Set(['committing', 'publishing', 'announcing', 'waiting', 'undoing'])

/** Of an Application that was made again, only what its run left in Git is gone on with. */
function goesOn({ phase, source }: AgentState, owner: Owner, place: AgentState['source']): boolean {
  return owner === 'own' || (owner === 'unclear' && LEAVES.has(phase) && sameJson(source, place))
}

function requireOurs(state: AgentState, owner: Owner, request: RepairRequest, ports: RepairPorts, options: ClaimOptions): void {
  try {
    requireFree(state, owner, { request, policy: options.policy, now: ports.clock.now() })
  } catch (error) {
    if (owner !== 'elsewhere' || !(error instanceof CopilotError)) throw error
    // Its thread is that of others.
    options.onRun(undefined)
    distrust(ports, request.runId, { why: error.message, code: error.code })
    throw error
  }
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
