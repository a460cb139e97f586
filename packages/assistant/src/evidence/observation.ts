import type { ClusterState } from '@aks-copilot/cluster'

type Entry = ReturnType<ClusterState['coverage']['of']>

/** What can be said of a kind: in one namespace, or in all of those that were looked at. */
export function observationOf(kind: string, namespace: string | undefined, { coverage }: ClusterState): Entry {
  const entry = coverage.of(kind, namespace)
  if (entry.observation === 'observed' || namespace !== undefined) return entry
  // Who may read some namespaces only, or looks at some only, has an entry for each.
  const some = coverage.entries.filter((one) => one.kind === kind)
  return some.find(({ observation }) => observation === 'observed') ?? some[0] ?? entry
}
