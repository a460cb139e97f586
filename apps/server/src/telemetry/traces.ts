import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { LoggedRequest } from './logged-request.ts'

const TIMEOUT = 5000
/** At the end of the server, what was not sent by then is lost. */
const FLUSH = 1000

/** Spans of requests, sent to an OpenTelemetry collector. Loaded only where somebody wants them. */
export class Traces {
  readonly #provider: TracerProvider

  /** `endpoint`: the base address, as in OTEL_EXPORTER_OTLP_ENDPOINT. */
  constructor(endpoint: string) {
    const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: TIMEOUT })
    this.#provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] })
  }

  /** A request that has just ended: its route, never its address. */
  request({ runId, method, route, status, milliseconds }: LoggedRequest): void {
    const end = Date.now()
    const span = this.#provider.getTracer('aks-copilot').startSpan(`${method} ${route}`, {
      kind: SpanKind.SERVER,
      startTime: end - milliseconds,
      attributes: { 'http.request.method': method, 'http.route': route, 'http.response.status_code': status, 'aks_copilot.run_id': runId },
    })
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
    span.end(end)
  }

  async stop(): Promise<void> {
    const late = new Promise((resolve) => setTimeout(resolve, FLUSH).unref())
    await Promise.race([this.#provider.shutdown().catch(() => undefined), late])
  }
}
