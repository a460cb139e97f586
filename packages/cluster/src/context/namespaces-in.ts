import type { ClusterState } from './cluster-state.ts'

/** The names of the namespaces of a state; where namespaces may not be read, of those that something which may be read is in. Sorted. */
export function namespacesIn(state: ClusterState): string[] {
  const listed = state.list('Namespace').map(({ name }) => name)
  const names = listed.length > 0 ? listed : state.snapshot.objects.flatMap(({ namespace }) => namespace ?? [])
  return [...new Set(names)].toSorted()
}
