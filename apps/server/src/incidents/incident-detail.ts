import { objectKey, type Time } from '@aks-copilot/cluster'
import type { Incident, IncidentDetail } from '@aks-copilot/contracts'
import type { ServedCluster } from '../clusters/clusters.ts'
import { notFound } from '../http/problem.ts'
import { timelineOf } from '../objects/timeline.ts'
import { causalGraph } from './causal-graph.ts'
import { foundWell } from './found-well.ts'
import { applicationOf, incidentRepair } from '../repairs/incident-repair.ts'
import type { RepairDesk } from '../repairs/repair-desk.ts'
import type { PatchBook } from './patch-book.ts'

/** What is asked beside the cluster. */
export interface DetailParts {
  readonly patches: PatchBook
  readonly repairs: RepairDesk | undefined
  readonly signal: AbortSignal
}

/** An incident with its graph, its timeline, what was found well and what is done about it in Git. Throws NOT_FOUND. */
export async function incidentDetail(
  served: ServedCluster,
  fingerprint: string,
  { patches, repairs, signal }: DetailParts,
  at?: Time,
): Promise<IncidentDetail> {
  const { view } = served
  const incident = view.incidents(at).find((one) => one.fingerprint === fingerprint)
  if (incident === undefined)
    throw notFound(
      at === undefined
        ? 'There is no such incident, or it has been over for more than two hours.'
        : 'This incident was not open at that time.',
    )
  const state = view.state(at)
  return {
    incident,
    graph: causalGraph(incident, state),
    timeline: timelineOf(view, objectsOf(incident), at),
    foundWell: foundWell(incident, state),
    ...(await incidentRepair(
      incident,
      patches.of(view, incident),
      async (object) => await applicationOf(object, served, state, repairs, signal),
      // What was then is not repaired any more.
      at === undefined ? repairs : undefined,
    )),
  }
}

const MOST_OBJECTS = 12

function objectsOf({ cause, symptoms, suspectChanges }: Incident): Incident['affected'] {
  const all = [cause.object, ...suspectChanges.map(({ object }) => object), ...symptoms.map(({ object }) => object)]
  return [...new Map(all.map((object) => [objectKey(object), object])).values()].slice(0, MOST_OBJECTS)
}
