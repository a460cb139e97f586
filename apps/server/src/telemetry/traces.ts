import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace'
import type { LoggedRequest } from './logged-request.ts'

/** At the end of the server, what was not sent by then is lost. */
const FLUSH = 1000

/** Spans of requests. Loaded only where somebody wants them. */
export class Traces {
  readonly #provider: TracerProvider

  constructor(exporters: readonly SpanExporter[]) {
    this.#provider = new TracerProvider({ spanProcessors: exporters.map((exporter) => new BatchSpanProcessor({ exporter })) })
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
