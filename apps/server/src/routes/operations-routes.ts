import type { App } from '../http/app.ts'
import type { ServerParts } from '../http/server-parts.ts'

const unlimited = { config: { rateLimit: false } }

/** Asked every few seconds by whoever runs it: worth a line in the log only where the answer is no. */
const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz'])

/** Whether an answer was what a probe hopes for. */
export function isQuiet(route: string, status: number): boolean {
  return status < 400 && PROBES.has(route)
}

/** How the process is, for whoever runs it. */
export function operationsRoutes(app: App, { clusters, metrics, stopping }: ServerParts): void {
  app.get('/healthz', unlimited, () => ({ status: 'ok' }))
  app.get('/readyz', unlimited, async (_, reply) => {
    const states = clusters.views.map((view) => view.status())
    const isReady =
      !stopping.aborted &&
      states.some(({ state, watchedSince, kind }) => kind === 'recording' || (state !== 'connecting' && watchedSince !== undefined))
    return await reply.code(isReady ? 200 : 503).send({
      status: stopping.aborted ? 'stopping' : isReady ? 'ready' : 'not ready',
      clusters: states.map(({ name, state, message }) => ({ name, state, message })),
    })
  })
  app.get('/metrics', unlimited, async (_, reply) => await reply.type(metrics.contentType).send(await metrics.text()))
}
