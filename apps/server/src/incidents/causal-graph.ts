import { type ClusterState, dependencies, objectKey } from '@aks-copilot/cluster'
import type { CausalGraph, Incident, LiveReference } from '@aks-copilot/contracts'

type Node = CausalGraph['nodes'][number]
type Edge = CausalGraph['edges'][number]

/** Nobody reads more at a glance; what does not fit is folded into one node for each role. */
const MOST = { change: 2, symptom: 4, affected: 4 } as const

/** From change to cause to symptoms to who is affected: at most twelve nodes, left to right. */
export function causalGraph(incident: Incident, state: ClusterState): CausalGraph {
  const { cause, symptoms, suspectChanges, affected } = incident
  const causeId = idOf(cause.object)
  const nodes: Node[] = [{ id: causeId, role: 'cause', label: labelOf(cause.object), object: cause.object, detail: cause.message }]
  const changes = fold(
    suspectChanges.map(({ object, text, at, by }, index) => ({
      id: `change ${index + 1}`,
      role: 'change' as const,
      label: text,
      object,
      detail: `${labelOf(object)}${by === undefined ? '' : `, by ${by}`}`,
      at,
    })),
    'change',
  )
  const ill = fold(
    distinct(symptoms.map(({ object, message }) => ({ object, detail: message })))
      .filter(({ object }) => idOf(object) !== causeId)
      .map(({ object, detail }) => ({ id: idOf(object), role: 'symptom' as const, label: labelOf(object), object, detail })),
    'symptom',
  )
  const shown = new Set([causeId, ...symptoms.map(({ object }) => idOf(object))])
  const touched = fold(
    distinct(affected.map((object) => ({ object, detail: 'affected' })))
      .filter(({ object }) => !shown.has(idOf(object)) && !isPartOf(object, shown, state))
      .toSorted((left, right) => rankOf(left.object) - rankOf(right.object))
      .map(({ object, detail }) => ({ id: idOf(object), role: 'affected' as const, label: labelOf(object), object, detail })),
    'affected',
  )
  nodes.unshift(...changes)
  nodes.push(...ill, ...touched)
  return {
    nodes,
    edges: [...changes.map(({ id }) => ({ from: id, to: causeId, relation: 'led to' })), ...effects(causeId, ill, touched, state)],
  }
}

function effects(causeId: string, ill: readonly Node[], touched: readonly Node[], state: ClusterState): Edge[] {
  const sick = new Set([causeId, ...ill.filter(({ role }) => role === 'symptom').map(({ id }) => id)])
  return [...ill, ...touched].map(({ id, object, role }) => {
    const need = object === undefined ? undefined : nearestSick(object, sick, state)
    return need === undefined
      ? { from: causeId, to: id, relation: role === 'affected' ? 'reaches' : 'brings about' }
      : { from: need.id, to: id, relation: need.relation }
  })
}

const DEEPEST = 4
const WORDS: Readonly<Record<string, string>> = {
  selector: 'selected by',
  reference: 'referred to by',
  mount: 'mounted by',
  schedule: 'runs',
  route: 'routed to by',
  target: 'target of',
  limit: 'limits',
  namespace: 'holds',
  mention: 'called by',
  owner: 'owns',
}

/** The next object that is not well among those that an object needs, directly or through others. */
function nearestSick(
  object: LiveReference,
  sick: ReadonlySet<string>,
  state: ClusterState,
): { readonly id: string; readonly relation: string } | undefined {
  const start = idOf(object)
  const seen = new Set([start])
  let level: { readonly reference: LiveReference; readonly relation: string | undefined }[] = [{ reference: object, relation: undefined }]
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    const next: typeof level = []
    for (const { reference, relation } of level) {
      const known = state.find(reference.kind, reference.namespace, reference.name)
      if (known === undefined) continue
      const owner = state.controllerOf(known)
      const needs = [
        ...(owner === undefined ? [] : [{ kind: 'owner', to: owner.reference }]),
        ...dependencies(known, state).map(({ kind, to }) => ({ kind: kind as string, to })),
      ]
      for (const { kind, to } of needs) {
        const id = idOf(to)
        if (seen.has(id) || kind === 'namespace') continue
        seen.add(id)
        const word = relation ?? WORDS[kind] ?? kind
        if (sick.has(id)) return { id, relation: word }
        next.push({ reference: to, relation: word })
      }
    }
    level = next
  }
  return undefined
}

/** Pods are told with the workload that makes them. */
function isPartOf({ kind, namespace, name }: LiveReference, shown: ReadonlySet<string>, state: ClusterState): boolean {
  const object = kind === 'Pod' || kind === 'ReplicaSet' ? state.find(kind, namespace, name) : undefined
  return object !== undefined && shown.has(idOf(state.topController(object)))
}

const FRONT = ['Ingress', 'HTTPRoute', 'GRPCRoute', 'Gateway', 'Service']

/** What users meet first. */
function rankOf({ kind }: LiveReference): number {
  const rank = FRONT.indexOf(kind)
  return rank < 0 ? FRONT.length + Number(kind === 'Pod') : rank
}

function fold(nodes: readonly Node[], role: keyof typeof MOST): Node[] {
  const most = MOST[role]
  if (nodes.length <= most) return [...nodes]
  const rest = nodes.slice(most - 1)
  const words = { change: 'changes', symptom: 'symptoms', affected: 'affected objects' }[role]
  return [
    ...nodes.slice(0, most - 1),
    {
      id: `folded ${role}`,
      role: 'folded',
      label: `${rest.length} more ${words}`,
      detail: rest
        .map(({ label }) => label)
        .join(', ')
        .slice(0, 500),
    },
  ]
}

function distinct<One extends { readonly object: LiveReference }>(all: readonly One[]): One[] {
  return [...new Map(all.toReversed().map((one) => [idOf(one.object), one])).values()].toReversed()
}

function idOf(object: LiveReference): string {
  return objectKey(object)
}

function labelOf({ kind, namespace, name }: LiveReference): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`
}
