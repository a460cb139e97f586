import type { AgentState, RepairAttempt } from '@aks-copilot/contracts'
import type {
  AuditTrail,
  Clock,
  ClusterReader,
  Deployer,
  DryRunner,
  GitHost,
  LiveTools,
  ManifestRenderer,
  Notifier,
  StateStore,
} from '../ports.ts'
import type { RepairPolicy } from '../policy/repair-policy.ts'
import type { Proposer } from '../propose/proposer.ts'
import type { AzurePlace } from '../tools/live-plan.ts'
import type { RepairEvent } from './repair-event.ts'
import type { Wake } from './wake.ts'
import type { Watch } from './watch.ts'

/** The world of a run. */
export interface RepairPorts {
  readonly git: GitHost
  readonly deployer: Deployer
  readonly cluster: ClusterReader
  readonly renderer: ManifestRenderer
  readonly dryRunner?: DryRunner | undefined
  readonly notifier?: Notifier | undefined
  readonly store: StateStore
  readonly audit: AuditTrail
  readonly clock: Clock
  /** What may be asked beside the reading of the cluster; absent: nothing. */
  readonly live?: LivePort | undefined
  /** Further proposers, asked after the built-in ones: a language model. */
  readonly proposers?: readonly Proposer[] | undefined
}

export interface LivePort {
  /** Read-only programs that reach no other namespace than these. */
  tools(namespaces: readonly [string, ...string[]]): LiveTools
  readonly azure?: AzurePlace | undefined
}

/** One step's view of its run. */
export interface Run {
  readonly state: AgentState
  readonly ports: RepairPorts
  readonly policy: RepairPolicy
  readonly signal: AbortSignal
  /** Signs commits; absent: they carry the run's id alone. */
  readonly signingKey?: string | undefined
  /** What this phase saw; the same until the phase changes. */
  readonly watch: Watch
  /** Ends pauses in which people are waited for. */
  readonly wake?: Wake | undefined
  /**
   * True when the lease should be renewed: the step then ends with `still`. A step that only looks at what people decide lets it run out, and
   * renews it before it writes anything: whoever goes on claims the run by the same swap of its state.
   */
  readonly mustRenew: () => boolean
  /** Throws REPAIR_TAKEN_OVER where the lease is over and somebody else claimed the run since. */
  readonly requireOwn: () => Promise<void>
}

/** As much of a run as looking and thinking need: before it goes on, too. */
export type RunInView = Pick<Run, 'state' | 'ports' | 'policy' | 'signal'>

/** Does what a phase is for, and says what came of it. It may be killed anywhere and done again: each effect is looked for before it is made. */
export type Step = (run: Run) => Promise<RepairEvent>

/** RFC 3339 of now. */
export function nowText({ ports }: Pick<Run, 'ports'>): string {
  return new Date(ports.clock.now()).toISOString()
}

/** The attempt under way. Throws where there is none: a fault of the transitions. */
export function currentAttempt({ attempts }: AgentState): RepairAttempt {
  const attempt = attempts.at(-1)
  if (attempt === undefined) throw new Error('There is no attempt.')
  return attempt
}
