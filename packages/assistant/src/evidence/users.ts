import { type ClusterState, dependencies, type Edge, type LiveObject, objectKey } from '@aks-copilot/cluster'

/** An object that depends on another one. */
export interface User {
  readonly user: LiveObject
  readonly edge: Edge
}

interface Named {
  readonly kind: string
  readonly namespace?: string | undefined
  readonly name: string
}

/** What depends on an object directly, whether that exists or not. What belongs to a namespace is used within it; Services from anywhere. */
export function usersOfKey(object: Named, state: ClusterState): readonly User[] {
  const place = object.namespace === undefined || object.kind === 'Service' ? undefined : object.namespace
  return usersIn(place, state).get(objectKey(object)) ?? NONE
}

/** Users of any object of this name. */
export function usersOfName(name: string, namespace: string | undefined, state: ClusterState): readonly User[] {
  return [...usersIn(namespace, state).values()].flat().filter(({ edge }) => edge.to.name === name)
}

const NONE: readonly User[] = []

/** Who uses what, of one namespace or of all. Pods and the like are told through their controllers. */
function usersIn(namespace: string | undefined, state: ClusterState): ReadonlyMap<string, readonly User[]> {
  return state.remember(`users in ${namespace ?? '*'}`, () => {
    const users = new Map<string, User[]>()
    for (const user of state.snapshot.objects) {
      if (namespace !== undefined && user.namespace !== namespace) continue
      if (user.controller !== undefined && state.byUid(user.controller.uid) !== undefined) continue
      for (const edge of dependencies(user, state)) {
        const key = objectKey(edge.to)
        const known = users.get(key)
        if (known === undefined) users.set(key, [{ user, edge }])
        else known.push({ user, edge })
      }
    }
    return users
  })
}
