import type { RunTraces } from './run-traces.ts'

export interface TelemetryOptions {
  /** APPLICATIONINSIGHTS_CONNECTION_STRING */
  readonly connectionString?: string | undefined
  /** Base address of a collector, as in OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly collector?: string | undefined
  /** Share of the runs that are traced, above 0 to 1; default 1. */
  readonly sampleRatio?: number | undefined
  readonly log?: ((line: string) => void) | undefined
}

/** Traces of runs, sent to Azure Monitor, to a collector, or to both; undefined where neither is set: then nothing is loaded. Throws TELEMETRY_NOT_CONFIGURED. */
export async function openRunTraces({ connectionString, collector, sampleRatio, log }: TelemetryOptions): Promise<RunTraces | undefined> {
  const toMonitor = connectionString !== undefined && connectionString !== ''
  const toCollector = collector !== undefined && collector !== ''
  if (!toMonitor && !toCollector) return undefined
  const exporters = []
  if (toMonitor) {
    const { AzureMonitorExporter } = await import('./azure-monitor-exporter.ts')
    exporters.push(new AzureMonitorExporter({ connectionString, sampleRatio, log }))
  }
  if (toCollector) {
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http')
    exporters.push(new OTLPTraceExporter({ url: `${collector.replace(/\/$/, '')}/v1/traces`, timeoutMillis: 5000 }))
  }
  const { RunTraces: Traces } = await import('./run-traces.ts')
  return new Traces({ exporters, sampleRatio })
}
