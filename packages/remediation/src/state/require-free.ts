import { type AgentState, CopilotError } from '@aks-copilot/contracts'
import type { RepairPolicy } from '../policy/repair-policy.ts'
import { isLease } from '../trust/stored-facts.ts'
import type { RepairRequest } from './begin-run.ts'
import { stateBranch } from './branch-store.ts'
import { withInstance } from './called.ts'
import type { Owner } from './whose-run.ts'

interface Claim {
  readonly request: RepairRequest
  readonly policy: RepairPolicy
  /** Milliseconds since the epoch. */
  readonly now: number
}

/**
 * Whether nobody else needs a run that did not end. Throws REPAIR_STATE_SHARED where it is under way for an Application that is elsewhere,
 * whoever is said to hold it; REPAIR_IN_PROGRESS where somebody holds it.
 */
export function requireFree(state: AgentState, owner: Owner, { request, policy, now }: Claim): void {
  const isTaken = isHeld(state.lease, request, now)
  if (owner === 'elsewhere' && (isTaken || lasts(state, policy, now))) throw stateShared(state, request)
  if (isTaken) throw inProgress(state, owner)
}

/** One that would last longer than the policy allows is not believed; see `storedFacts`. */
function lasts({ deadline }: AgentState, { minutes }: RepairPolicy, now: number): boolean {
  const end = Date.parse(deadline)
  return end > now && end <= now + minutes * 60_000
}

function isHeld(lease: AgentState['lease'], { holder, isGone }: RepairRequest, now: number): boolean {
  if (lease.holder === holder || isGone?.(lease.holder) === true) return false
  return Date.parse(lease.until) > now && isLease(lease, now)
}

const APART = 'et repair.instance to another name on each of the clusters that share this repository.'

function inProgress({ lease, application, runId }: AgentState, owner: Owner): CopilotError {
  return new CopilotError({
    code: 'REPAIR_IN_PROGRESS',
    category: 'transient',
    message: `${lease.holder} runs the repair of ${application.name} (run ${runId}) and holds it until ${lease.until}.`,
    remedy: `Wait for it, or for the end of its lease.${owner === 'own' ? '' : ` If it runs for another cluster, s${APART}`}`,
  })
}

function stateShared({ application, runId }: AgentState, { application: called, instance }: RepairRequest): CopilotError {
  const branch = stateBranch(withInstance(called, instance))
  return new CopilotError({
    code: 'REPAIR_STATE_SHARED',
    category: 'validation',
    message: `On the branch ${branch} is a run that is under way for another Application ${application.name}, of another cluster (run ${runId}).`,
    remedy: `S${APART} If that Application is gone for good, delete the branch.`,
  })
}
