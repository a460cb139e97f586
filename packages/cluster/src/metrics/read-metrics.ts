import type { ApiServer } from '../connect/api-server.ts'
import type { ClusterState } from '../context/cluster-state.ts'
import type { CoverageEntry } from '../context/coverage.ts'
import type { MetricSeries } from '../context/records.ts'

/** One reading of metrics: metrics.k8s.io, else the kubelets, else why not. */
export async function readMetrics(
  _api: ApiServer,
  _state: ClusterState,
  _options: { readonly signal?: AbortSignal | undefined },
): Promise<{ readonly series: readonly MetricSeries[]; readonly coverage: readonly CoverageEntry[] }> {
  return { series: [], coverage: [] }
}
