import { maskSecrets } from '@aks-copilot/cluster'
import type { LoggedRequest } from './logged-request.ts'
import type { Traces } from './traces.ts'

export type LogLine = (level: 'info' | 'error', fields: Readonly<Record<string, unknown>>) => void

/** What a server writes of its requests: no questions, no addresses, no bodies. */
export class RequestLog {
  readonly #line: LogLine
  readonly #traces: Pick<Traces, 'request'> | undefined

  constructor(line: LogLine, traces?: Pick<Traces, 'request'>) {
    this.#line = line
    this.#traces = traces
  }

  request(request: LoggedRequest): void {
    const { milliseconds, ...fields } = request
    this.#traces?.request(request)
    this.#line('info', { message: 'request', ...fields, milliseconds: Math.round(milliseconds * 10) / 10 })
  }

  /** What nobody outside is told of an internal fault. */
  fault(runId: string, error: unknown): void {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.#line('error', { message: 'internal fault', runId, stack: maskSecrets(stack) })
  }
}
