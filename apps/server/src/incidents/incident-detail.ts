import { type ClusterView, objectKey, type Time } from '@aks-copilot/cluster'
import type { Incident, IncidentDetail } from '@aks-copilot/contracts'
import { notFound } from '../http/problem.ts'
import { timelineOf } from '../objects/timeline.ts'
import { causalGraph } from './causal-graph.ts'
import { foundWell } from './found-well.ts'
import type { PatchBook } from './patch-book.ts'

/** An incident with its graph, its timeline and what was found well. Throws NOT_FOUND. */
export function incidentDetail(view: ClusterView, fingerprint: string, patches: PatchBook, at?: Time): IncidentDetail {
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
    patches: patches.of(view, incident),
  }
}

const MOST_OBJECTS = 12

function objectsOf({ cause, symptoms, suspectChanges }: Incident): Incident['affected'] {
  const all = [cause.object, ...suspectChanges.map(({ object }) => object), ...symptoms.map(({ object }) => object)]
  return [...new Map(all.map((object) => [objectKey(object), object])).values()].slice(0, MOST_OBJECTS)
}
