import { Field, parseQuantity } from '@aks-copilot/kubernetes'
import type { ApiServer } from '../connect/api-server.ts'
import { timeOf } from '../context/live-object.ts'
import type { MetricName, Time } from '../context/records.ts'
import { listObjects } from '../watch/list-objects.ts'
import { measured, type Reading } from './readings.ts'

const BASE = '/apis/metrics.k8s.io/v1beta1'

/** Memory and CPU of containers and nodes from metrics.k8s.io. Throws `ApiFault`: 404 and 503 where there is no metrics server. */
export async function readPodMetrics(api: ApiServer, namespace: string | undefined, signal: AbortSignal | undefined): Promise<Reading[]> {
  const path = namespace === undefined ? `${BASE}/pods` : `${BASE}/namespaces/${encodeURIComponent(namespace)}/pods`
  const { items } = await listObjects(api, path, { signal })
  return items.flatMap((item) => {
    const pod = new Field(item)
    const object = measured('Pod', pod.at('metadata', 'name').text ?? '', pod.at('metadata', 'namespace').text)
    const at = timeOf(pod.at('timestamp')) ?? 0
    return pod
      .at('containers')
      .items()
      .flatMap((container) =>
        usage(container.at('usage'), at).map((reading) => ({ ...reading, object, container: container.at('name').text })),
      )
  })
}

export async function readNodeMetrics(api: ApiServer, signal: AbortSignal | undefined): Promise<Reading[]> {
  const { items } = await listObjects(api, `${BASE}/nodes`, { signal })
  return items.flatMap((item) => {
    const node = new Field(item)
    const object = measured('Node', node.at('metadata', 'name').text ?? '')
    return usage(node.at('usage'), timeOf(node.at('timestamp')) ?? 0).map((reading) => ({ ...reading, object }))
  })
}

function usage(field: Field, at: Time): { metric: MetricName; at: Time; value: number }[] {
  return (['cpu', 'memory'] as const).flatMap((metric) => {
    const value = parseQuantity(field.at(metric).value)
    return value === undefined || at === 0 ? [] : [{ metric, at, value }]
  })
}
