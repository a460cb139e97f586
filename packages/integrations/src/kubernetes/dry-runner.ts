import { type ApiServer, dryRunPatch } from '@aks-copilot/cluster'
import type { DryRunner } from '@aks-copilot/remediation/ports'

/** Asks the API server of a cluster, which stores nothing of it. A patch that it cannot be asked about is not tried, and says why. */
export function createDryRunner(api: ApiServer): DryRunner {
  return { dryRun: async (object, change, signal) => await dryRunPatch(api, object, change, signal) }
}
