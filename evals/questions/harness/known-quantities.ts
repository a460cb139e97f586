import type { ClusterState } from '@aks-copilot/cluster'
import { parseQuantity } from '@aks-copilot/kubernetes'

/** Values of metrics, and quantities in specs. */
export function quantitiesOf({ snapshot }: ClusterState): number[] {
  const measured = snapshot.metrics.flatMap(({ points }) => {
    const values = points.map(([, value]) => value)
    const sorted = values.toSorted((left, right) => left - right)
    const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
    return [values[0], values.at(-1), Math.min(...values), Math.max(...values), sorted[values.length >> 1], mean].filter(
      (value) => value !== undefined,
    )
  })
  const set = snapshot.objects.flatMap(({ value }) =>
    [...JSON.stringify(value).matchAll(/"(\d+(?:\.\d+)?(?:m|[KMGT]i?)?)"/g)].flatMap(([, text]) => parseQuantity(text) ?? []),
  )
  return [...new Set([...measured, ...set])]
}

/** What is left of one quantity beside another. */
export function pairsOf(quantities: readonly number[]): number[] {
  const some = quantities.filter((value) => value > 0).slice(0, 60)
  return some.flatMap((one) => some.map((other) => one - other)).filter((difference) => difference > 0)
}

/** Sums of what is measured now: of a workload, a namespace, a node, all. */
export function sumsOf(state: ClusterState): number[] {
  const newest = state.snapshot.metrics.flatMap(({ object, container, metric, points }) => {
    const pod = container === undefined ? undefined : state.find('Pod', object.namespace, object.name)
    const value = points.at(-1)?.[1]
    return pod === undefined || value === undefined ? [] : [{ metric, pod, value }]
  })
  const keys = [
    ({ pod }: (typeof newest)[number]) => state.topController(pod).uid,
    ({ pod }: (typeof newest)[number]) => pod.namespace ?? '',
    ({ pod }: (typeof newest)[number]) => pod.spec.at('nodeName').text ?? '',
    () => '',
  ]
  return keys.flatMap((key) =>
    [...Map.groupBy(newest, (one) => `${one.metric} ${key(one)}`).values()].map((group) =>
      group.reduce((sum, { value }) => sum + value, 0),
    ),
  )
}

const LEVELS = { 'disk-used': 'disk-capacity', 'inodes-used': 'inodes-capacity' } as const

/** What is used of what may be used, now. */
export function sharesOf(state: ClusterState): number[] {
  const quotas = state.list('ResourceQuota').flatMap((quota) =>
    quota.status
      .at('hard')
      .entries()
      .map(({ key, value }) => [parseQuantity(quota.status.at('used', String(key)).value), parseQuantity(value)] as const),
  )
  const metrics = state.snapshot.metrics.flatMap(({ object, container, metric, points }) => {
    const used = points.at(-1)?.[1]
    const owner = state.find(object.kind, object.namespace, object.name)
    if (owner === undefined) return []
    if (metric === 'cpu-throttled') return [[used, 1] as const]
    if (metric === 'disk-used' || metric === 'inodes-used')
      return [[used, state.metric(owner, LEVELS[metric])?.points.at(-1)?.[1]] as const]
    const spec = owner.spec
      .at('containers')
      .items()
      .find((one) => one.at('name').text === container)
    return [
      spec?.at('resources', 'limits', metric),
      spec?.at('resources', 'requests', metric),
      owner.status.at('allocatable', metric),
      owner.status.at('capacity', metric),
    ].map((field) => [used, parseQuantity(field?.value)] as const)
  })
  return [...quotas, ...metrics].flatMap(([used, all]) =>
    used === undefined || all === undefined || all === 0 ? [] : [(100 * used) / all],
  )
}
