import { type ClusterState, type LiveObject, type MetricName, requestOf, type Time } from '@aks-copilot/cluster'
import { containers, parseQuantity } from '@aks-copilot/kubernetes'

/** The newest measure of something, with what it may take. Cores or bytes. */
export interface Usage {
  readonly object: LiveObject
  /** undefined: not measured. */
  readonly used: number | undefined
  readonly at: Time | undefined
  readonly request: number
  /** undefined: a container has none, so there is no bound. */
  readonly limit: number | undefined
}

/** What a pod uses of cpu or memory, all containers together. What it asks for is read when somebody looks: most pods are only sorted. */
export function podUsage(pod: LiveObject, resource: 'cpu' | 'memory', state: ClusterState): Usage {
  const names = containers(pod, 'containers').map((container) => container.at('name').text ?? '')
  const points = names.map((name) => state.metric(pod, resource, name)?.points.at(-1)).filter((point) => point !== undefined)
  const whole = state.metric(pod, resource)?.points.at(-1)
  const measured = points.length > 0 ? points : whole === undefined ? [] : [whole]
  return {
    object: pod,
    used: measured.length === 0 ? undefined : measured.reduce((sum, [, value]) => sum + value, 0),
    at: measured.length === 0 ? undefined : Math.max(...measured.map(([at]) => at)),
    get request() {
      return requestOf(pod, resource)
    },
    get limit() {
      return limitOf(pod, resource)
    },
  }
}

function limitOf(pod: LiveObject, resource: string): number | undefined {
  const limits = containers(pod, 'containers').map((container) => parseQuantity(container.at('resources', 'limits', resource).value))
  return limits.length === 0 || limits.includes(undefined) ? undefined : limits.reduce<number>((sum, limit) => sum + (limit ?? 0), 0)
}

/** What a node uses, of what it can give away; requests of its pods as `request`. */
export function nodeUsage(node: LiveObject, resource: 'cpu' | 'memory', state: ClusterState): Usage {
  const newest = state.metric(node, resource)?.points.at(-1)
  const pods = state
    .list('Pod')
    .filter((pod) => pod.spec.at('nodeName').is(node.name) && !['Succeeded', 'Failed'].includes(pod.status.at('phase').text ?? ''))
  return {
    object: node,
    used: newest?.[1],
    at: newest?.[0],
    request: pods.reduce((sum, pod) => sum + requestOf(pod, resource), 0),
    limit: parseQuantity(node.status.at('allocatable', resource).value),
  }
}

/** How full a claim's volume is, in bytes; `request` is what it asked for. */
export function claimUsage(claim: LiveObject, state: ClusterState): Usage {
  const last = (metric: MetricName): readonly [Time, number] | undefined => state.metric(claim, metric)?.points.at(-1)
  return {
    object: claim,
    used: last('disk-used')?.[1],
    at: last('disk-used')?.[0],
    request: parseQuantity(claim.spec.at('resources', 'requests', 'storage').value) ?? 0,
    limit: last('disk-capacity')?.[1] ?? parseQuantity(claim.status.at('capacity', 'storage').value),
  }
}
