import type { ClusterView } from '@aks-copilot/cluster'

/** What an endpoint elsewhere gets pseudonyms for: every name in some clusters as they are now, and their own. */
export function namesIn(views: readonly ClusterView[]): ReadonlySet<string> {
  return new Set(views.flatMap(namesOf))
}

function namesOf(view: ClusterView): string[] {
  const names = view.state().snapshot.objects.flatMap(({ name, namespace }) => (namespace === undefined ? [name] : [name, namespace]))
  return [view.name, ...names]
}
