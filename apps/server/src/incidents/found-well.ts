import { type ClusterState, dependencies, type LiveObject, objectKey } from '@aks-copilot/cluster'
import type { Incident, LiveReference } from '@aks-copilot/contracts'
import { objectStatus } from '../objects/object-status.ts'

const MOST = 10

/** What stands beside an incident, was looked at, and is well: what a reader need not look at again. */
export function foundWell(incident: Incident, state: ClusterState): string[] {
  const sick = new Set([incident.cause, ...incident.symptoms].map(({ object }) => objectKey(object)))
  const ill = [incident.cause.object, ...incident.symptoms.map(({ object }) => object)]
  const needs = new Map<string, LiveReference>()
  for (const { kind, namespace, name } of ill) {
    const object = state.find(kind, namespace, name)
    if (object === undefined) continue
    for (const { to } of dependencies(state.topController(object), state)) needs.set(objectKey(to), to)
  }
  const well = [...needs]
    .filter(([key]) => !sick.has(key))
    .flatMap(([, { kind, namespace, name }]) => {
      const object = state.find(kind, namespace, name)
      return object === undefined ? [] : sentenceOf(object, state)
    })
  return [...new Set([...nodes(state), ...well, ...neighbours(incident, sick, state)])].slice(0, MOST)
}

function sentenceOf(object: LiveObject, state: ClusterState): string[] {
  const { state: how, status } = objectStatus(object, state)
  if (how !== 'ok' || object.kind === 'Node' || object.kind === 'Namespace') return []
  const label = `${object.kind} \`${object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`}\``
  return [status === '' ? `${label} is there.` : `${label}: ${status}.`]
}

function nodes(state: ClusterState): string[] {
  const all = state.list('Node')
  const ready = all.filter((node) => objectStatus(node, state).state === 'ok').length
  if (all.length === 0 || ready < all.length) return []
  return [all.length === 1 ? 'The node is ready.' : `All ${all.length} nodes are ready.`]
}

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet'] as const

/** The other workloads of the namespace, in one sentence. */
function neighbours({ cause: { object } }: Incident, sick: ReadonlySet<string>, state: ClusterState): string[] {
  const { namespace } = object
  if (namespace === undefined) return []
  const others = WORKLOADS.flatMap((kind) => state.in(kind, namespace)).filter((other) => !sick.has(objectKey(other)))
  const well = others.filter((other) => objectStatus(other, state).state === 'ok')
  if (well.length === 0) return []
  return [
    `${well.length} of ${others.length} other ${others.length === 1 ? 'workload' : 'workloads'} in \`${namespace}\` ${well.length === 1 ? 'has' : 'have'} all pods ready.`,
  ]
}
