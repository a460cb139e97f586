import { openExporters, type TelemetryOptions } from './open-exporters.ts'
import type { RunTraces } from './run-traces.ts'

/** Traces of runs, sent to Azure Monitor, to a collector, or to both; undefined where neither is set: then nothing is loaded. Throws TELEMETRY_NOT_CONFIGURED. */
export async function openRunTraces(options: TelemetryOptions): Promise<RunTraces | undefined> {
  const exporters = await openExporters(options)
  if (exporters.length === 0) return undefined
  const { RunTraces: Traces } = await import('./run-traces.ts')
  return new Traces({ exporters, sampleRatio: options.sampleRatio })
}
