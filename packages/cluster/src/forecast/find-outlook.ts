import type { Outlook } from '@aks-copilot/contracts'
import type { ClusterState } from '../context/cluster-state.ts'
import { claimsRunOut } from './claims-run-out.ts'
import { type Foreseen, outlookOf } from './foreseen.ts'
import { memoryRunsOut } from './memory-runs-out.ts'
import { nodesRunOut } from './node-runs-out.ts'
import type { PastObjects } from './past-objects.ts'
import { quotasRunOut } from './quotas-run-out.ts'
import { unusualErrors } from './unusual-errors.ts'
import { unusualEvents } from './unusual-events.ts'
import { unusualRestarts } from './unusual-restarts.ts'

const NO_PAST: PastObjects = () => []

/**
 * What will run out, soonest first, then what is unusual, newest first. `past` tells of objects at earlier times; without it nothing is
 * said of quotas, and restarts are counted only where a status tells their time. Silent where too little is known.
 */
export function findOutlook(state: ClusterState, past: PastObjects = NO_PAST): readonly Outlook[] {
  return state.remember(findOutlook, () => foresee(state, past).map(outlookOf))
}

/** The same with evidence as records of the state. */
export function foresee(state: ClusterState, past: PastObjects = NO_PAST): readonly Foreseen[] {
  const runsOut = [...memoryRunsOut(state), ...nodesRunOut(state), ...claimsRunOut(state), ...quotasRunOut(state, past)]
  const unusual = [...unusualErrors(state), ...unusualRestarts(state, past), ...unusualEvents(state)]
  return [
    ...runsOut.toSorted((left, right) => (left.runOut?.at ?? 0) - (right.runOut?.at ?? 0)),
    ...unusual.toSorted((left, right) => (right.since ?? 0) - (left.since ?? 0)),
  ]
}
