import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import websocket from '@fastify/websocket'
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { mcpRoutes } from '../mcp/mcp-routes.ts'
import { askRoutes } from '../routes/ask-routes.ts'
import { clusterRoutes } from '../routes/cluster-routes.ts'
import { hookRoutes } from '../routes/hook-routes.ts'
import { repairRoutes } from '../routes/repair-routes.ts'
import { docsRoutes } from '../routes/docs-routes.ts'
import { knowledgeRoutes } from '../routes/knowledge-routes.ts'
import { manifestRoutes } from '../routes/manifest-routes.ts'
import { isQuiet, operationsRoutes } from '../routes/operations-routes.ts'
import { recordRoutes } from '../routes/record-routes.ts'
import { admit, type GuardOptions } from '../security/guard.ts'
import { loginRoutes } from '../security/login-routes.ts'
import type { SocketHub } from '../socket/socket-hub.ts'
import type { RequestLog } from '../telemetry/request-log.ts'
import type { App } from './app.ts'
import { OpenApiWriter } from './openapi.ts'
import { copilotError, invalidRequest, problemOf } from './problem.ts'
import type { ServerParts } from './server-parts.ts'
import { pageRoutes } from './page-routes.ts'

export interface AppOptions {
  readonly parts: ServerParts
  readonly guard: GuardOptions
  readonly hub: SocketHub
  readonly log: RequestLog
  /** Where the built page lies; undefined: there is none. */
  readonly webFolder: string | undefined
  /** Requests of one address in a minute. */
  readonly mostRequests: number
}

// An import of node:http reads all its names, and so loads the fetch and the WebSocket of Node.js: a twentieth of what a start takes.
const { STATUS_CODES } = process.getBuiltinModule('node:http')
const BODY = 256 * 1024
const MESSAGE = 64 * 1024
const TIMEOUT = 30_000

/** The server's routes behind its guard; listens to nothing yet. */
export async function createApp(options: AppOptions): Promise<App> {
  const app = fastify({
    logger: false,
    bodyLimit: BODY,
    requestTimeout: TIMEOUT,
    connectionTimeout: 0,
    forceCloseConnections: true,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
    schemaController: { compilersFactory: { buildValidator: unused, buildSerializer: unused } },
  }) as unknown as App
  const openApi = new OpenApiWriter()
  app.addHook('onRoute', (route) => openApi.add(route))
  useZod(app)
  answerErrors(app, options)
  await secure(app, options)
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-run-id', request.id)
    if (request.routeOptions.url?.startsWith('/api/') === true) void reply.header('cache-control', 'no-store')
    admit(request, options.guard)
    await Promise.resolve()
  })
  await app.register(websocket, { options: { maxPayload: MESSAGE, perMessageDeflate: false } })
  addRoutes(app, options, openApi)
  return app
}

/** Fastify loads its own compilers of JSON Schema unless it is given others; those of `useZod` go before both. */
function unused(): never {
  throw new Error('routes are validated and written by the compilers of the app')
}

function useZod(app: App): void {
  app.setValidatorCompiler(({ schema, httpPart }) => (value: unknown) => {
    const result = (schema as z.ZodType).safeParse(value)
    if (result.success) return { value: result.data }
    const [issue] = result.error.issues
    return {
      error: invalidRequest(`${httpPart ?? 'request'}: ${issue?.path.join('.') || 'as a whole'}: ${issue?.message ?? 'malformed'}.`),
    }
  })
  // What goes out has its type from the compiler; tests hold it against the schemas.
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
}

function answerErrors(app: App, { log, parts }: AppOptions): void {
  app.setErrorHandler(async (error, request, reply) => {
    const problem = problemOf(error, request.id)
    if (problem.category === 'critical') log.fault(request.id, error)
    return await send(problem, reply)
  })
  // A socket that was refused has no keep-alive: nobody else would ever close it.
  app.addHook('onSend', async (request, reply) => {
    if (request.headers.upgrade !== undefined) reply.raw.once('finish', () => request.raw.socket.destroySoon())
    await Promise.resolve()
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    parts.metrics.request(request.method, route, reply.statusCode)
    const { statusCode: status, elapsedTime: milliseconds } = reply
    if (!isQuiet(route, status)) log.request({ runId: request.id, method: request.method, route, status, milliseconds })
    await Promise.resolve()
  })
}

async function send(problem: ReturnType<typeof problemOf>, reply: FastifyReply): Promise<FastifyReply> {
  const title = problem.title || STATUS_CODES[problem.status]
  return await reply
    .code(problem.status)
    .type('application/problem+json')
    .send({ ...problem, title })
}

async function secure(app: App, { mostRequests }: AppOptions): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginEmbedderPolicy: false,
  })
  await app.register(rateLimit, {
    max: mostRequests,
    timeWindow: '1 minute',
    errorResponseBuilder: () => Object.assign(copilotError(Object.assign(new Error('too many'), { statusCode: 429 })), { statusCode: 429 }),
  })
}

function addRoutes(app: App, { parts, guard, hub, webFolder }: AppOptions, openApi: OpenApiWriter): void {
  // Plugins see the routes that come after them: what limits requests shall see them all.
  void app.register(async (routes) => {
    const own = routes as unknown as App
    operationsRoutes(own, parts)
    loginRoutes(own, guard.sessions, parts.version)
    clusterRoutes(own, parts)
    recordRoutes(own, parts)
    askRoutes(own, parts)
    knowledgeRoutes(own, parts)
    manifestRoutes(own, parts)
    repairRoutes(own, parts)
    await hookRoutes(own, parts)
    mcpRoutes(own, parts)
    docsRoutes(own, () => openApi.document(parts.version))
    own.get('/ws', { websocket: true, config: { rateLimit: false } }, (socket, request: FastifyRequest) => hub.add(socket, request.id))
    await pageRoutes(own, guard.sessions, webFolder)
  })
}
