import type { LiveReference } from '@aks-copilot/contracts'
import type { ClusterState } from '../context/cluster-state.ts'
import { type LiveObject, objectKey } from '../context/live-object.ts'
import { dependencies } from '../graph/dependencies.ts'
import type { Chain } from './fold-symptoms.ts'

const MOST = 50
/** Through these, an outage reaches whoever calls. */
const FRONTS = ['Service', 'Ingress', 'HTTPRoute', 'GRPCRoute'] as const

/** Everything that the cause touches: where symptoms show, and the Services and routes that lead there. */
export function blastRadius({ cause, symptoms }: Chain, state: ClusterState): LiveReference[] {
  const touched = new Map<string, LiveReference>()
  const add = (object: LiveObject): void => void touched.set(objectKey(object), object.reference)
  for (const { subject, instances } of [cause, ...symptoms]) for (const object of [subject, ...instances]) add(object)
  for (const kind of FRONTS)
    for (const front of state.list(kind))
      if (dependencies(front, state).some((edge) => isThrough(edge.kind) && touched.has(objectKey(edge.to)))) add(front)
  return [...touched.values()].slice(0, MOST)
}

function isThrough(kind: string): boolean {
  return kind === 'selector' || kind === 'route'
}
