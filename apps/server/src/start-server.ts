import type { AddressInfo } from 'node:net'
import { answerQuestion } from '@aks-copilot/assistant'
import { CopilotError } from '@aks-copilot/contracts'
import type { Knowledge } from '@aks-copilot/knowledge'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import { type AnswerQuestion, AnswerDesk } from './ask/answer-desk.ts'
import { Clusters, type ServedCluster } from './clusters/clusters.ts'
import { tellReady, whenReady } from './clusters/readiness.ts'
import type { App } from './http/app.ts'
import { createApp } from './http/create-app.ts'
import { PatchBook } from './incidents/patch-book.ts'
import type { ManifestDesk } from './manifests/manifest-desk.ts'
import type { ModelDesk } from './models/model-desk.ts'
import type { RepairDesk } from './repairs/repair-desk.ts'
import { requireToken } from './security/require-token.ts'
import { Sessions } from './security/sessions.ts'
import { SocketHub } from './socket/socket-hub.ts'
import { Metrics } from './telemetry/metrics.ts'
import { type LogLine, RequestLog } from './telemetry/request-log.ts'
import type { Traces } from './telemetry/traces.ts'

export interface ServerOptions {
  readonly version: string
  readonly clusters: readonly ServedCluster[]
  readonly knowledge: Knowledge
  readonly models: ModelDesk
  readonly manifests: ManifestDesk
  /** Default 127.0.0.1; any address that is not of this machine needs a token. */
  readonly host?: string | undefined
  /** Default 8000; 0 for any that is free. */
  readonly port?: number | undefined
  readonly token?: string | undefined
  /** Names under which this server may be asked for, beside localhost and addresses. */
  readonly allowedHosts?: readonly string[] | undefined
  /** Where the built page lies. */
  readonly webFolder?: string | undefined
  readonly log?: LogLine | undefined
  /** Where spans of requests go; undefined: no traces. */
  readonly traceExporters?: readonly SpanExporter[] | undefined
  /** Repairs applications; stopped with the server. */
  readonly repairs?: RepairDesk | undefined
  /** What notifications of `POST /hooks/argocd` are signed with; absent: none is taken. */
  readonly hookSecret?: string | undefined
  /** Requests of one address in a minute; default 3000. */
  readonly mostRequests?: number | undefined
  /** For tests. */
  readonly answer?: AnswerQuestion | undefined
}

export interface RunningServer {
  /** `http://127.0.0.1:8000` */
  readonly url: string
  /** Resolves when the first cluster was read to the end; before that `/readyz` says no. */
  readonly ready: Promise<void>
  /** Tells everybody, ends everything, within five seconds; the clusters and the model, too. */
  readonly stop: () => Promise<void>
}

/** Listens, and answers until it is stopped. Throws SERVER_TOKEN_MISSING, SERVER_ADDRESS_REFUSED. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 8000, token, models, manifests, knowledge } = options
  requireToken(host, token)
  const stopping = new AbortController()
  const clusters = new Clusters(options.clusters)
  let hub: SocketHub | undefined
  const metrics: Metrics = new Metrics(
    clusters,
    () => hub?.size ?? 0,
    () => desk.running,
    options.repairs,
  )
  const desk: AnswerDesk = new AnswerDesk({
    clusters,
    knowledge,
    model: () => models.current,
    answer: options.answer ?? answerQuestion,
    watcher: metrics,
  })
  hub = new SocketHub(clusters.views, desk, options.repairs)
  const own = hub
  const traces = await openTraces(options.traceExporters ?? [])
  const log = options.log ?? (() => undefined)
  const mostRequests = options.mostRequests ?? 3000
  const sessions = new Sessions(token)
  const app = await createApp({
    parts: {
      version: options.version,
      clusters,
      desk,
      patches: new PatchBook(),
      knowledge,
      models,
      manifests,
      metrics,
      sessions,
      repairs: options.repairs,
      hookSecret: options.hookSecret,
      mostAsks: Math.max(1, Math.round(mostRequests / 10)),
      stopping: stopping.signal,
    },
    guard: { allowedHosts: (options.allowedHosts ?? []).map((name) => name.toLowerCase()), sessions },
    hub,
    log: new RequestLog(log, traces),
    webFolder: options.webFolder,
    mostRequests,
  })
  const stop = async (): Promise<void> => {
    stopping.abort(new Error('the server stops'))
    await own.stop()
    await Promise.all([app.close(), options.repairs?.stop()])
    await Promise.all([traces?.stop(), clusters.stop(), models.close(), manifests.close()])
    knowledge.close()
    metrics.stop()
  }
  const url = await listen(app, host, port, stop)
  const ready = whenReady(clusters.views, stopping.signal)
  void ready.then(() => tellReady(log))
  return { url, ready, stop }
}

/** The address that it listens on. Where it cannot, everything ends. */
async function listen(app: App, host: string, port: number, stop: () => Promise<void>): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    await stop()
    throw addressRefused(host, port, error)
  }
  const { port: bound } = app.server.address() as AddressInfo
  return `http://${host.includes(':') ? `[${host}]` : host}:${bound}`
}

async function openTraces(exporters: readonly SpanExporter[]): Promise<Traces | undefined> {
  if (exporters.length === 0) return undefined
  const module = await import('./telemetry/traces.ts')
  return new module.Traces(exporters)
}

function addressRefused(host: string, port: number, cause: unknown): CopilotError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return new CopilotError({
    code: 'SERVER_ADDRESS_REFUSED',
    category: 'validation',
    message:
      code === 'EADDRINUSE'
        ? `Port ${port} of ${host} is in use by another program.`
        : `The server can't listen on ${host}:${port}: ${cause instanceof Error ? cause.message : String(cause)}.`,
    remedy: 'Choose another with --port, or end the other program.',
    cause,
  })
}
