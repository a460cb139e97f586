import type { AgentState } from '@aks-copilot/contracts'
import type { ApplicationStatus } from '../ports.ts'

/**
 * Whose run is stored under the name of an Application. own: of this very Application, or of nobody knows which (states of before there was a
 * uid). elsewhere: of another one, for this one was there already when the run began: so of another cluster. unclear: of another one that
 * was there before this one was made: most often the same Application, which was deleted and made again.
 */
export type Owner = 'own' | 'elsewhere' | 'unclear'

/** How far the clock of whoever began a run and that of the cluster may be apart, in milliseconds. */
const SKEW = 5 * 60_000

/** Judges by the uid, and by what was there first. Nothing is written or deployed because of the answer alone: see `claimRun`. */
export function ownerOf({ application, startedAt }: AgentState, { uid, createdAt }: Pick<ApplicationStatus, 'uid' | 'createdAt'>): Owner {
  if (uid === undefined || application.uid === undefined || application.uid === uid) return 'own'
  // On one cluster there is one Application of a name at a time.
  return createdAt !== undefined && Date.parse(startedAt) > Date.parse(createdAt) + SKEW ? 'elsewhere' : 'unclear'
}

/** Whether a stored run is of this very Application, as far as anybody can tell. */
export function isRunOf(state: AgentState, application: Pick<ApplicationStatus, 'uid' | 'createdAt'>): boolean {
  return ownerOf(state, application) === 'own'
}

/** Whether a stored run is of another cluster, which shares the repository: whoever runs there goes on with it. */
export function isRunElsewhere(state: AgentState, application: Pick<ApplicationStatus, 'uid' | 'createdAt'>): boolean {
  return ownerOf(state, application) === 'elsewhere'
}
