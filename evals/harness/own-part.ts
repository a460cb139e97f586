import type { Snapshot } from '@aks-copilot/cluster'

/** Kinds outside namespaces that are the same for every scenario; of all others a scenario sees its own. */
const SHARED: ReadonlySet<string> = new Set(['Node', 'APIService'])
const SYSTEM_NAMESPACES: ReadonlySet<string> = new Set(['default', 'kube-system'])

/**
 * What belongs to one scenario of a reading: its namespace, and outside namespaces what is named after it. The other scenarios run on the
 * same cluster at the same time, and so may other people's tests.
 */
export function ownPart(snapshot: Snapshot, namespace: string): Snapshot {
  const roles = rolesGiven(snapshot, namespace)
  const isOwn = ({ kind, name, ...object }: { kind: string; namespace?: string | undefined; name: string }): boolean => {
    if (object.namespace !== undefined) return object.namespace === namespace
    if (kind === 'ClusterRole') return roles.has(name)
    if (kind === 'Namespace') return name === namespace || SYSTEM_NAMESPACES.has(name)
    return SHARED.has(kind) || name.startsWith(namespace) || (kind === 'StorageClass' && name === 'standard')
  }
  const isShared = ({ kind }: { kind: string }): boolean => SHARED.has(kind)
  return {
    ...snapshot,
    objects: snapshot.objects.filter((object) => isOwn(object) && (object.kind !== 'APIService' || object.spec.at('service').exists)),
    events: snapshot.events.filter(({ object }) => isOwn(object) && !isShared(object)),
    changes: snapshot.changes.filter(({ object }) => isOwn(object) && !isShared(object)),
    metrics: snapshot.metrics.filter(({ object }) => isOwn(object)),
    logs: snapshot.logs.filter(({ pod }) => pod.namespace === namespace),
  }
}

function rolesGiven({ objects }: Snapshot, namespace: string): ReadonlySet<string> {
  const bindings = objects.filter((object) => object.kind === 'RoleBinding' && object.namespace === namespace)
  return new Set(bindings.map((binding) => binding.at('roleRef', 'name').text ?? ''))
}
