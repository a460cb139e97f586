import type { CheckReport, CheckRequest, FixResponse } from '@aks-copilot/contracts'

/** Checks and mends manifests beside the loop that answers everybody else. Throws CopilotError. */
export interface ManifestDesk {
  check(request: CheckRequest, runId: string, signal: AbortSignal): Promise<CheckReport>
  fix(request: CheckRequest, runId: string, signal: AbortSignal): Promise<FixResponse>
  close(): Promise<void>
}
