import type { AgentState, DeclinedChange, RepairAttempt } from '@aks-copilot/contracts'
import { sameJson } from '@aks-copilot/kubernetes'
import type { RepairPolicy } from '../policy/repair-policy.ts'
import type { ApplicationStatus } from '../ports.ts'
import type { DeployedBranch } from '../state/begin-run.ts'
import { isOwnLink } from './own-link.ts'

export interface Believed {
  readonly state: AgentState
  /** What was not believed, one sentence each. */
  readonly doubts: readonly string[]
  /** Why a person is needed; undefined where the run can go on. */
  readonly stop?: string | undefined
}

interface World {
  readonly application: ApplicationStatus
  readonly place: DeployedBranch
  readonly policy: RepairPolicy
  /** Milliseconds since the epoch. */
  readonly now: number
}

/**
 * A stored run with what the world says in place of what the state says: the application and its source, an end that the policy gives, a
 * healthy revision that was deployed, links of this repository alone.
 */
export function storedFacts(stored: AgentState, world: World): Believed {
  const doubts: string[] = []
  const { application, place, policy, now } = world
  const own = { ...place, path: application.sources[0]?.path ?? '' }
  const { healthyRevision, outcome, ...rest } = stored
  const isOwnSource = sameJson(own, stored.source)
  const changed = 'The repository, the branch or the folder of the run is not what the Application says now'
  if (!isOwnSource) doubts.push(`${changed}.`)
  const latest = now + policy.minutes * 60_000
  const deadline = Date.parse(stored.deadline) > latest ? new Date(latest).toISOString() : stored.deadline
  if (deadline !== stored.deadline) doubts.push('It would have lasted longer than the policy allows.')
  const isKnown = healthyRevision === undefined || application.history.some(({ revision }) => revision === healthyRevision)
  if (!isKnown) doubts.push('The revision that it calls healthy was never deployed, as far as Argo CD knows.')
  const links = new Links(place.repository, doubts)
  const state: AgentState = {
    ...rest,
    application: { namespace: application.namespace, name: application.name },
    source: own,
    deadline,
    attempts: stored.attempts.map((attempt) => links.attempt(attempt)),
    ...(stored.declined === undefined ? {} : { declined: links.declined(stored.declined) }),
    ...(healthyRevision === undefined || !isKnown ? {} : { healthyRevision }),
    ...(outcome === undefined ? {} : { outcome: links.outcome(outcome) }),
  }
  if (isOwnSource) return { state, doubts, stop: wrongNumbers(state) }
  // Where nothing was tried yet, it is looked at anew.
  if (state.attempts.length === 0) return { state: { ...state, phase: 'observing' }, doubts }
  return { state, doubts, stop: `${changed}: what was tried there is left to people.` }
}

function wrongNumbers({ attempts }: AgentState): string | undefined {
  return attempts.every(({ number }, index) => number === index + 1)
    ? undefined
    : 'The attempts that are stored are not numbered as this program does.'
}

/** Addresses that people are shown. */
class Links {
  readonly #repository: string
  readonly #doubts: string[]

  constructor(repository: string, doubts: string[]) {
    this.#repository = repository
    this.#doubts = doubts
  }

  attempt({ pullRequest, ...attempt }: RepairAttempt): RepairAttempt {
    return pullRequest === undefined || !this.#isOwn(pullRequest.url) ? attempt : { ...attempt, pullRequest }
  }

  declined(all: readonly DeclinedChange[]): DeclinedChange[] {
    return all.filter(({ url }) => this.#isOwn(url))
  }

  outcome({ issue, ...outcome }: NonNullable<AgentState['outcome']>): NonNullable<AgentState['outcome']> {
    return issue === undefined || !this.#isOwn(issue.url) ? outcome : { ...outcome, issue }
  }

  #isOwn(url: string): boolean {
    const isOwn = isOwnLink(url, this.#repository)
    if (!isOwn) this.#doubts.push('An address in it does not lead into the repository.')
    return isOwn
  }
}
