import { type ClusterState, type ClusterView, concerns, reportChange, type Time } from '@aks-copilot/cluster'
import type { ClusterStatus, Incident, Summary } from '@aks-copilot/contracts'
import { questionsOf } from './questions.ts'
import { statusCards } from './status-cards.ts'

const HOUR = 3_600_000
const MOST_CHANGES = 30

export interface SummaryScope {
  readonly namespace?: string | undefined
  readonly at?: Time | undefined
}

/** The overview of one cluster, or of one of its namespaces, now or at an earlier time. */
export function summarise(view: ClusterView, runId: string, { namespace, at }: SummaryScope = {}): Summary {
  const state = view.state(at)
  const isIn = (place: string | undefined): boolean => namespace === undefined || place === namespace
  const incidents = view.incidents(at).filter((incident) => namespace === undefined || concerns(incident, [namespace]))
  const outlook = view.outlook(at).filter(({ object }) => isIn(object.namespace))
  const changes = state.snapshot.changes
    .filter(({ object, at: changedAt }) => changedAt >= state.window.from && isIn(object.namespace))
    .toSorted((left, right) => right.at - left.at)
    .slice(0, MOST_CHANGES)
    .map(reportChange)
  const cards = statusCards({ view, state, span: state.window, incidents, outlook, isIn })
  const unseen = at !== undefined && state.snapshot.objects.length === 0 && at < beginningOf(view)
  const counts = countsOf(view, state, runId, namespace, at)
  return {
    cluster: view.status(),
    headline: unseen ? 'Nothing is known of this moment: nobody watched.' : headlineOf(incidents, state, view.status()),
    ...counts,
    cards: unseen ? cards.map((card) => ({ ...card, value: 'not known', detail: 'not watched', state: 'unknown' as const })) : cards,
    incidents: [...incidents],
    changes,
    outlook: [...outlook],
    questions: questionsOf({ incidents, outlook, changes, state, isIn }),
  }
}

/** When somebody began to watch: that nothing is known to be broken before it says nothing. */
function beginningOf(view: ClusterView): Time {
  const { window, watchedSince } = view.status()
  return Date.parse(watchedSince ?? window.from)
}

function countsOf(
  view: ClusterView,
  state: ClusterState,
  runId: string,
  namespace: string | undefined,
  at: Time | undefined,
): Pick<Summary, 'objects' | 'healthy'> {
  if (namespace === undefined) {
    const { objects, healthy } = view.diagnosis(runId, at).summary
    return { objects, healthy }
  }
  const own = state.snapshot.objects.filter((object) => object.namespace === namespace)
  const ill = new Set(
    view
      .incidents(at)
      .filter((incident) => incident.state === 'open')
      .flatMap(({ cause, symptoms, affected }) => [cause.object, ...symptoms.map(({ object }) => object), ...affected])
      .map(({ kind, namespace: place, name }) => `${kind}/${place ?? ''}/${name}`),
  )
  return {
    objects: own.length,
    healthy: own.filter(({ kind, namespace: place, name }) => !ill.has(`${kind}/${place ?? ''}/${name}`)).length,
  }
}

/** `2 problems, 1 cause changed in the last hour.` Of a cluster that is lost: what was known last, and since when nothing is heard. */
function headlineOf(
  incidents: readonly Incident[],
  state: ClusterState,
  { state: connection, lostSince, watchedSince }: ClusterStatus,
): string {
  if (connection === 'connecting') return 'Connecting: nothing is known yet.'
  if (connection !== 'lost') return problemsIn(incidents, state)
  if (watchedSince === undefined) return 'The cluster does not answer: nothing is known yet.'
  return `The cluster has not answered since ${(lostSince ?? '').slice(11, 16)} UTC. Before that: ${problemsIn(incidents, state)}`
}

function problemsIn(incidents: readonly Incident[], state: ClusterState): string {
  const open = incidents.filter((incident) => incident.state === 'open')
  const blind = state.coverage.entries.some(({ observation }) => observation === 'not-permitted')
  if (open.length === 0) return `No problems${blind ? ' in what may be read' : ''} among ${state.snapshot.objects.length} objects.`
  const changed = open.filter(({ suspectChanges }) => suspectChanges.some(({ at }) => Date.parse(at) > state.now - HOUR)).length
  const problems = `${open.length} ${open.length === 1 ? 'problem' : 'problems'}`
  if (changed === 0) return `${problems}, no cause changed in the last hour.`
  return `${problems}, ${changed} ${changed === 1 ? 'cause' : 'causes'} changed in the last hour.`
}
