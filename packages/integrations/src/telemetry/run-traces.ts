import { createHash } from 'node:crypto'
import { type AgentState, CopilotError } from '@aks-copilot/contracts'
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api'
import { BatchSpanProcessor, type SpanExporter, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace'

export interface RunTracesOptions {
  readonly exporters: readonly SpanExporter[]
  /** Share of the runs that are traced, above 0 to 1; default 1. */
  readonly sampleRatio?: number | undefined
}

/** A trace per run of the repair loop, or per deployment: spans for its steps and for what it asks of the outside. */
export class RunTraces {
  readonly #provider: TracerProvider

  constructor({ exporters, sampleRatio = 1 }: RunTracesOptions) {
    this.#provider = new TracerProvider({
      sampler: new TraceIdRatioBasedSampler(sampleRatio),
      spanProcessors: exporters.map((exporter) => new BatchSpanProcessor({ exporter, exportTimeoutMillis: 15_000 })),
    })
  }

  /** The part of a run in this process: it begins with the first state. A run that goes on after a restart goes on in the same trace. */
  run(application: string): RunTrace {
    return new RunTrace(this.#provider.getTracer('aks-copilot'), { name: 'repair', 'aks_copilot.application': application })
  }

  /** A deployment to a namespace. */
  deployment(namespace: string): RunTrace {
    return new RunTrace(this.#provider.getTracer('aks-copilot'), { name: 'deploy', 'aks_copilot.namespace': namespace })
  }

  /** Sends what is left; never throws. */
  async stop(): Promise<void> {
    await this.#provider.shutdown().catch(() => undefined)
  }
}

/** Name of the root span, and what it is about. */
interface Subject extends Readonly<Record<string, string>> {
  readonly name: string
}

export class RunTrace {
  readonly #tracer: Tracer
  readonly #subject: Subject
  #root: { readonly span: Span; readonly inside: Context } | undefined
  #step: { readonly phase: string; readonly span: Span; readonly inside: Context } | undefined

  constructor(tracer: Tracer, subject: Subject) {
    this.#tracer = tracer
    this.#subject = subject
  }

  /** A state of the run as it was stored: with another phase the next step begins. */
  state({ runId, phase, mode, attempts }: AgentState): void {
    this.step(runId, phase, { 'aks_copilot.mode': mode, 'aks_copilot.attempts': attempts.length })
  }

  /** With another phase the next step begins. */
  step(runId: string, phase: string, more: Attributes = {}): void {
    const { inside } = (this.#root ??= this.#begin(runId))
    if (this.#step?.phase === phase) return
    this.#step?.span.end()
    const attributes = { 'aks_copilot.phase': phase, ...more }
    const span = this.#tracer.startSpan(`step ${phase}`, { kind: SpanKind.INTERNAL, attributes }, inside)
    this.#step = { phase, span, inside: trace.setSpan(inside, span) }
  }

  /** The same port, whose calls are spans: their name, how long they took, the code of their fault; never what was said. */
  traced<T extends object>(service: string, port: T): T {
    return new Proxy(port, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target)
        if (typeof value !== 'function' || typeof key !== 'string') return value
        const method = value as (...args: unknown[]) => unknown
        return (...args: unknown[]): unknown => this.#call(service, key, () => method.apply(target, args))
      },
    })
  }

  /** `outcome`: the kind of the end, or the code of the fault that ended it. */
  end(outcome: string, failed: boolean): void {
    this.#step?.span.end()
    this.#root?.span.setAttribute('aks_copilot.outcome', outcome)
    if (failed) this.#root?.span.setStatus({ code: SpanStatusCode.ERROR })
    this.#root?.span.end()
  }

  #begin(runId: string): { readonly span: Span; readonly inside: Context } {
    const { name, ...about } = this.#subject
    const attributes = { 'aks_copilot.run_id': runId, ...about }
    const span = this.#tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, contextOf(runId))
    return { span, inside: trace.setSpan(ROOT_CONTEXT, span) }
  }

  #call(service: string, method: string, act: () => unknown): unknown {
    const startTime = Date.now()
    const parent = this.#step?.inside ?? this.#root?.inside
    const finish = (fault?: unknown): void => {
      const attributes = { 'peer.service': service, ...(fault === undefined ? {} : { 'error.type': codeOf(fault) }) }
      const span = this.#tracer.startSpan(`${service} ${method}`, { kind: SpanKind.CLIENT, startTime, attributes }, parent)
      if (fault !== undefined) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end()
    }
    // Only what goes out takes time: a value, a stream or the audit trail is no call.
    const result = act()
    if (!(result instanceof Promise) || parent === undefined) return result
    return result.then(
      (value: unknown) => {
        finish()
        return value
      },
      (fault: unknown) => {
        finish(fault)
        throw fault
      },
    )
  }
}

/** The message of a fault may quote anything; its code may not. */
function codeOf(fault: unknown): string {
  if (fault instanceof CopilotError) return fault.code
  return fault instanceof Error && /^\w{1,60}$/.test(fault.name) ? fault.name : 'unknown'
}

/** The same ids for the same run, whichever process it is in. */
function contextOf(runId: string): Context {
  const hash = createHash('sha256').update(`aks-copilot run ${runId}`).digest('hex')
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: hash.slice(0, 32),
    spanId: hash.slice(32, 48),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  })
}
