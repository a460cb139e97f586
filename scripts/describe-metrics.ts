import { Clusters } from '../apps/server/src/clusters/clusters.ts'
import { type MetricDescription, Metrics } from '../apps/server/src/telemetry/metrics.ts'

const none = (): number => 0

/** Every metric of `GET /metrics`, by name. */
export function describeMetrics(): MetricDescription[] {
  const metrics = new Metrics(new Clusters([]), none, none)
  const described = metrics.describe()
  metrics.stop()
  return described
}
