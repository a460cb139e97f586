import type { ApiServer, Monitor } from '@aks-copilot/cluster'
import type { ClusterReader } from '@aks-copilot/remediation'

export interface FollowingReader extends ClusterReader {
  close(): Promise<void>
}

/** Watches a namespace from the first reading on; each reading is what is known at that moment, at no cost to the API server. */
export function createFollowingReader(api: ApiServer): FollowingReader {
  let monitor: Promise<Monitor> | undefined
  return {
    async read(namespaces) {
      const { monitorCluster } = await import('@aks-copilot/cluster')
      monitor ??= monitorCluster(api, { namespaces })
      return (await monitor).store.snapshot()
    },
    async close() {
      await monitor?.then(
        async (running) => await running.stop(),
        () => undefined,
      )
      await api.close()
    },
  }
}
