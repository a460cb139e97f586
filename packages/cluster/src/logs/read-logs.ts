import type { ApiServer } from '../connect/api-server.ts'
import type { ClusterState } from '../context/cluster-state.ts'
import type { CoverageEntry } from '../context/coverage.ts'
import type { LogStream } from '../context/records.ts'

/** The newest lines of the containers that matter, current and previous. */
export async function readLogs(
  _api: ApiServer,
  _state: ClusterState,
  _options: { readonly signal?: AbortSignal | undefined },
): Promise<{ readonly streams: readonly LogStream[]; readonly coverage: readonly CoverageEntry[] }> {
  return { streams: [], coverage: [] }
}
