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
  for (const leading of frontsByTarget(state))
    for (const front of [...touched.keys()].flatMap((key) => leading.get(key) ?? []).toSorted((left, right) => left.place - right.place))
      add(front.object)
  return [...touched.values()].slice(0, MOST)
}

interface Front {
  readonly object: LiveObject
  readonly place: number
}

/** For each kind of front, by the object that it leads to: thousands of Services are not looked at for each incident. */
function frontsByTarget(state: ClusterState): readonly ReadonlyMap<string, readonly Front[]>[] {
  return state.remember(frontsByTarget, () =>
    FRONTS.map((kind) => {
      const leading = new Map<string, Front[]>()
      for (const [place, object] of state.list(kind).entries())
        for (const edge of dependencies(object, state)) {
          if (!isThrough(edge.kind)) continue
          const key = objectKey(edge.to)
          const fronts = leading.get(key)
          if (fronts === undefined) leading.set(key, [{ object, place }])
          else fronts.push({ object, place })
        }
      return leading
    }),
  )
}

function isThrough(kind: string): boolean {
  return kind === 'selector' || kind === 'route'
}
