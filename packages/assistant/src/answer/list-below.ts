import { type ClusterState, dependencies, type LiveObject, objectKey } from '@aks-copilot/cluster'
import { matchesSelector, podLabels } from '@aks-copilot/kubernetes'
import { usersOfKey } from '../evidence/users.ts'

/** What of a kind belongs to an object: its pods, the pods of a node, of a namespace. */
export function below(kind: string, owner: LiveObject, state: ClusterState): readonly LiveObject[] {
  if (owner.kind === 'Namespace') return state.in(kind, owner.name)
  if (owner.kind === 'Node' && kind === 'Pod') return state.list('Pod').filter((pod) => pod.spec.at('nodeName').is(owner.name))
  if (owner.kind === kind) return [owner]
  if (kind === 'Pod')
    return owner.kind === 'Service' ? state.podsMatching(owner.spec.at('selector').strings(), owner.namespace) : state.podsOf(owner)
  const needed = new Set(dependencies(state.topController(owner), state).map(({ to }) => objectKey(to)))
  const acting = new Set(
    [owner, ...FRONTS.map((front) => state.find(front, owner.namespace, owner.name))].flatMap((object) =>
      object === undefined ? [] : usersOfKey(object, state).map(({ user }) => objectKey(user)),
    ),
  )
  const policies = kind === 'NetworkPolicy' ? policiesOf(owner, state) : []
  return [
    ...state
      .in(kind, owner.namespace)
      .filter(
        (object) =>
          needed.has(objectKey(object)) ||
          acting.has(objectKey(object)) ||
          object.controller?.uid === owner.uid ||
          policies.includes(object),
      ),
    ...state
      .in(kind, undefined)
      .filter((object) => object.namespace === undefined && owner.namespace !== undefined && needed.has(objectKey(object))),
  ]
}

const FRONTS = ['Service', 'Ingress'] as const

/** The policies that select the pods of an object. */
export function policiesOf(object: LiveObject, state: ClusterState): readonly LiveObject[] {
  const [pod] = state.podsOf(object)
  const labels = pod?.labels.strings() ?? podLabels(object)
  return state.in('NetworkPolicy', object.namespace).filter((policy) => matchesSelector(policy.spec.at('podSelector'), labels))
}
