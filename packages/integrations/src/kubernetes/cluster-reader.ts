import { type ApiServer, readCluster } from '@aks-copilot/cluster'
import type { ClusterReader } from '@aks-copilot/remediation/ports'

/** Reads a cluster anew each time, as `diagnose` does: what it remembers of the last two hours is the cluster's own. */
export function createClusterReader(api: ApiServer): ClusterReader {
  return { read: async (namespaces, signal) => await readCluster(api, { namespaces, signal }) }
}
