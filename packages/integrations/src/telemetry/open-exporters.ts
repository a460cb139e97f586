import type { SpanExporter } from '@opentelemetry/sdk-trace'

export interface TelemetryOptions {
  /** APPLICATIONINSIGHTS_CONNECTION_STRING */
  readonly connectionString?: string | undefined
  /** Base address of a collector, as in OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly collector?: string | undefined
  /** Share of the runs that are traced, above 0 to 1; default 1. */
  readonly sampleRatio?: number | undefined
  readonly log?: ((line: string) => void) | undefined
}

/** Where spans go: Azure Monitor, a collector, both, or nowhere; each loads only where it is wanted. Throws TELEMETRY_NOT_CONFIGURED. */
export async function openExporters({ connectionString, collector, sampleRatio, log }: TelemetryOptions): Promise<readonly SpanExporter[]> {
  const exporters: SpanExporter[] = []
  if (connectionString !== undefined && connectionString !== '') {
    const { AzureMonitorExporter } = await import('./azure-monitor-exporter.ts')
    exporters.push(new AzureMonitorExporter({ connectionString, sampleRatio, log }))
  }
  if (collector !== undefined && collector !== '') {
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http')
    exporters.push(new OTLPTraceExporter({ url: `${collector.replace(/\/$/, '')}/v1/traces`, timeoutMillis: 5000 }))
  }
  return exporters
}
