import type { Incident, LiveReference } from '@aks-copilot/contracts'
import { type ClusterState, dependencies, type LiveObject, objectKey } from '@aks-copilot/cluster'

/** Incidents that an object is part of, those that it is the cause of first; then those of what it depends on. */
export function incidentsOf(object: LiveObject, incidents: readonly Incident[], state: ClusterState): readonly Incident[] {
  const own = kin(object, state)
  const needed = new Set(
    dependencies(state.topController(object), state)
      .filter(({ kind }) => kind !== 'namespace' && kind !== 'limit')
      .map(({ to }) => objectKey(to)),
  )
  const degree = (incident: Incident): number => {
    const { cause, symptoms, affected } = incident
    if (own.has(objectKey(cause.object))) return 0
    if (symptoms.some((symptom) => own.has(objectKey(symptom.object)))) return 1
    if (affected.some((one) => own.has(objectKey(one)))) return 2
    return needed.has(objectKey(cause.object)) ? 3 : FAR
  }
  return incidents
    .map((incident) => ({ incident, degree: degree(incident) + (incident.state === 'closed' ? CLOSED : 0) }))
    .filter((one) => one.degree % CLOSED < FAR)
    .toSorted((left, right) => left.degree - right.degree)
    .map(({ incident }) => incident)
}

const FAR = 4
const CLOSED = 10

/** An object with its controllers, its pods, and what has its name beside it: the Service of a Deployment. */
export function kin(object: LiveObject, state: ClusterState): ReadonlySet<string> {
  const top = state.topController(object)
  const below = object.kind === 'Pod' ? [object] : state.podsOf(object)
  const beside =
    object.kind === 'Pod' || object.namespace === undefined
      ? []
      : BESIDE.map((kind) => state.find(kind, object.namespace, object.name)).filter((one) => one !== undefined)
  const onNode = object.kind === 'Node' || object.kind === 'Namespace' ? [] : [top]
  return new Set([object, ...onNode, ...below, ...beside].map(objectKey))
}

const BESIDE = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'CronJob',
  'Job',
  'Service',
  'Ingress',
  'HorizontalPodAutoscaler',
  'PodDisruptionBudget',
] as const

/** Whether an incident has to do with a namespace; what belongs to none concerns all. */
export function isIn(incident: Incident, namespace: string | undefined): boolean {
  if (namespace === undefined) return true
  const places = [incident.cause.object, ...incident.symptoms.map(({ object }) => object), ...incident.affected]
  return (
    incident.cause.object.namespace === undefined ||
    places.some((object: LiveReference) => object.namespace === namespace || (object.kind === 'Namespace' && object.name === namespace))
  )
}
