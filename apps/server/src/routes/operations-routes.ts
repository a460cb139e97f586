import { isReady } from '../clusters/readiness.ts'
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
    const isWell = !stopping.aborted && isReady(clusters.views)
    return await reply.code(isWell ? 200 : 503).send({
      status: stopping.aborted ? 'stopping' : isWell ? 'ready' : 'not ready',
      clusters: clusters.views.map((view) => {
        const { name, state, message } = view.status()
        return { name, state, message }
      }),
    })
  })
  app.get('/metrics', unlimited, async (_, reply) => await reply.type(metrics.contentType).send(await metrics.text()))
}
