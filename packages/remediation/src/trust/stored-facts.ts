import type { AgentState, DeclinedChange } from '@aks-copilot/contracts'
import { sameJson } from '@aks-copilot/kubernetes'
import type { RepairPolicy } from '../policy/repair-policy.ts'
import type { ApplicationStatus } from '../ports.ts'
import { type DeployedBranch, LEASE } from '../state/begin-run.ts'
import { applicationNames, calledOf } from '../state/called.ts'
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
  if (!isLease(stored.lease, now)) doubts.push('It would belong to its holder for longer than any lease lasts.')
  const isOurs = (url: string): boolean => isOwn(url, place.repository, (why) => doubts.push(why))
  const state: AgentState = {
    ...rest,
    application: applicationNames(application, { called: calledOf(stored.application), instance: stored.application.instance }),
    source: own,
    deadline,
    attempts: stored.attempts.map((attempt) => withOwnLink(attempt, 'pullRequest', isOurs)),
    ...(stored.declined === undefined ? {} : { declined: stored.declined.filter(({ url }) => isOurs(url)) }),
    ...(healthyRevision === undefined || !isKnown ? {} : { healthyRevision }),
    ...(outcome === undefined ? {} : { outcome: withOwnLink(outcome, 'issue', isOurs) }),
  }
  if (isOwnSource) return { state, doubts, stop: wrongNumbers(state) }
  // Where nothing was tried yet, it is looked at anew.
  if (state.attempts.length === 0) return { state: { ...state, phase: 'observing' }, doubts }
  return { state, doubts, stop: `${changed}: what was tried there is left to people.` }
}

/** How far the clocks of two machines may be apart, in milliseconds. */
const SKEW = 5 * 60_000

/** Whether a lease may be one that this program gave: another would keep everybody out. */
export function isLease({ until }: AgentState['lease'], now: number): boolean {
  return Date.parse(until) <= now + LEASE + SKEW
}

function wrongNumbers({ attempts }: AgentState): string | undefined {
  return attempts.every(({ number }, index) => number === index + 1)
    ? undefined
    : 'The attempts that are stored are not numbered as this program does.'
}

/** Without an address that does not lead into the repository. */
function withOwnLink<Key extends string, Part extends { readonly [key in Key]?: { readonly url: string } | undefined }>(
  part: Part,
  key: Key,
  isOurs: (url: string) => boolean,
): Part {
  const link = part[key]
  if (link === undefined || isOurs(link.url)) return part
  return Object.fromEntries(Object.entries(part).filter(([name]) => name !== key)) as Part
}

/** What people declined, as far as the addresses that people are shown lead into the repository. */
export function believedDeclined(all: readonly DeclinedChange[], repository: string, doubt: (why: string) => void): DeclinedChange[] {
  return all.filter(({ url }) => isOwn(url, repository, doubt))
}

function isOwn(url: string, repository: string, doubt: (why: string) => void): boolean {
  const own = isOwnLink(url, repository)
  if (!own) doubt('An address in it does not lead into the repository.')
  return own
}
