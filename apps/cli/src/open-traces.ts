import type { SpanExporter } from '@aks-copilot/integrations'
import type { CommandContext } from './command-context.ts'

/** What the environment says of traces. */
export function traceOptions({ terminal: { environment }, log }: CommandContext): {
  readonly connectionString: string | undefined
  readonly collector: string | undefined
  readonly log: (line: string) => void
} {
  return {
    connectionString: environment['APPLICATIONINSIGHTS_CONNECTION_STRING'],
    collector: environment['OTEL_EXPORTER_OTLP_ENDPOINT'],
    log: (line) => log.notice(line),
  }
}

/** Where spans go: Azure Monitor, a collector, both, or nowhere; where nowhere, nothing is loaded. Throws TELEMETRY_NOT_CONFIGURED. */
export async function openSpanExporters(context: CommandContext): Promise<readonly SpanExporter[]> {
  const options = traceOptions(context)
  const isWanted = [options.connectionString, options.collector].some((where) => where !== undefined && where !== '')
  if (!isWanted) return []
  const { openExporters } = await import('@aks-copilot/integrations')
  return await openExporters(options)
}
