import { describe, expect, it } from 'vitest'
import { ClusterState } from './cluster-state.ts'
import { Coverage } from './coverage.ts'
import { LiveObject } from './live-object.ts'
import { namespacesIn } from './namespaces-in.ts'

function stateOf(...objects: readonly (readonly [kind: string, name: string, namespace?: string])[]): ClusterState {
  const live = objects.map(
    ([kind, name, namespace]) =>
      new LiveObject({ apiVersion: 'v1', kind, metadata: { name, namespace, uid: `${kind} ${namespace} ${name}` } }),
  )
  const nothing = { events: [], logs: [], metrics: [], changes: [] }
  return new ClusterState({ cluster: 'x', now: 1, window: { from: 0, to: 1 }, coverage: new Coverage([]), objects: live, ...nothing })
}

describe('namespacesIn', () => {
  it('are the Namespaces, also those that nothing is in', () => {
    expect(namespacesIn(stateOf(['Namespace', 'shop'], ['Namespace', 'empty'], ['Pod', 'web', 'shop']))).toEqual(['empty', 'shop'])
  })

  it('are those of the objects, where Namespaces may not be read', () => {
    expect(namespacesIn(stateOf(['Pod', 'web', 'shop'], ['Pod', 'db', 'data'], ['Service', 'web', 'shop'], ['Node', 'one']))).toEqual([
      'data',
      'shop',
    ])
  })

  it('are none where nothing is known', () => {
    expect(namespacesIn(stateOf())).toEqual([])
  })
})
