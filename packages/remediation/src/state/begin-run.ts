import type { AgentState, DeclinedChange } from '@aks-copilot/contracts'
import type { RepairPolicy } from '../policy/repair-policy.ts'
import type { ApplicationStatus } from '../ports.ts'
import { applicationNames } from './called.ts'

export interface RepairRequest {
  readonly runId: string
  readonly application: string
  /** Tells the runs of this cluster from those of others with the same repository; the store has the same one. */
  readonly instance?: string | undefined
  readonly trigger: AgentState['trigger']
  /** The only thing that is tried. */
  readonly approved?: AgentState['approved']
  /** Names who runs it; the same after a restart of the same instance. */
  readonly holder: string
  /** Whether a holder is known to run no more: nobody waits for the end of its lease. Absent: nobody knows. */
  readonly isGone?: ((holder: string) => boolean) | undefined
  /** Forgets what people declined before. */
  readonly again?: boolean | undefined
}

/** How long a run belongs to its holder after it was last seen, in milliseconds. */
export const LEASE = 15 * 60_000

/** Where the run commits to: the repository as its host names it, and the branch that is deployed (a revision such as HEAD was resolved before). */
export interface DeployedBranch {
  readonly repository: string
  readonly branch: string
}

/** The first state of a run. `declined` is what the run before it knew. */
export function beginRun(
  request: RepairRequest,
  application: ApplicationStatus,
  { repository, branch }: DeployedBranch,
  policy: RepairPolicy,
  now: number,
  declined: readonly DeclinedChange[] = [],
): AgentState {
  const at = new Date(now).toISOString()
  const [source] = application.sources
  return {
    schemaVersion: 1,
    runId: request.runId,
    summary: 'The application is looked at.',
    phase: 'observing',
    mode: policy.mode,
    application: applicationNames(application, { called: request.application, instance: request.instance }),
    source: { repository, branch, path: source?.path ?? '' },
    trigger: request.trigger,
    ...(request.approved === undefined ? {} : { approved: request.approved }),
    startedAt: at,
    updatedAt: at,
    deadline: new Date(now + policy.minutes * 60_000).toISOString(),
    lease: leaseOf(request.holder, now),
    incidents: [],
    refusals: [],
    attempts: [],
    ...(declined.length === 0 ? {} : { declined: [...declined] }),
    messages: {},
    log: [{ at, phase: 'observing', text: `Started by ${request.trigger.kind}: ${request.trigger.detail}` }],
  }
}

export function leaseOf(holder: string, now: number): AgentState['lease'] {
  return { holder, until: new Date(now + LEASE).toISOString() }
}
