import { CopilotError, hookAnswerSchema, type HookAnswer } from '@aks-copilot/contracts'
import type { FastifyRequest } from 'fastify'
import { readNotification } from '../hooks/read-notification.ts'
import { SeenSignatures } from '../hooks/seen-signatures.ts'
import type { App } from '../http/app.ts'
import { copilotError, refusal } from '../http/problem.ts'
import type { ServerParts } from '../http/server-parts.ts'
import type { RepairDesk } from '../repairs/repair-desk.ts'

const MOST_BYTES = 16 * 1024

/** What a hook needs: who repairs, and the secret that notifications are signed with. */
interface HookParts {
  readonly repairs: RepairDesk
  readonly secret: string
}

/** Notifications that begin repairs. Anybody may call; only a signature counts. Each refusal is in the audit trail. */
export async function hookRoutes(app: App, { repairs, hookSecret, mostAsks, metrics }: ServerParts): Promise<void> {
  const seen = new SeenSignatures()
  await app.register(async (scope) => {
    const routes = scope as unknown as App
    // A signature covers bytes, whatever they are called.
    routes.removeAllContentTypeParsers()
    routes.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_, body, done) => done(null, body))
    routes.setErrorHandler(async (error, request) => {
      // Those beyond the limit are counted by the metrics: a line for each would be a way to fill the disk.
      const fault = copilotError(error)
      metrics.hook(fault.code)
      if (repairs !== undefined && hookSecret !== undefined && fault.code !== 'TOO_MANY_REQUESTS')
        audit(repairs, request, { refused: fault.code })
      throw fault
    })
    routes.post(
      '/hooks/argocd',
      {
        bodyLimit: MOST_BYTES,
        config: { rateLimit: { max: mostAsks, timeWindow: '1 minute' } },
        schema: {
          summary: 'A signed notification of Argo CD: begins a repair of the Application that it names, or finds the one under way',
          tags: ['repairs'],
          response: { 202: hookAnswerSchema },
        },
      },
      async (request, reply) => {
        if (repairs === undefined || hookSecret === undefined) throw notConfigured()
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const answer = taken(body, request, { repairs, secret: hookSecret }, seen)
        metrics.hook('taken')
        return await reply.code(202).send(answer)
      },
    )
    await Promise.resolve()
  })
}

function taken(body: Buffer, request: FastifyRequest, { repairs, secret }: HookParts, seen: SeenSignatures): HookAnswer {
  const notification = readNotification(body, request.headers, secret, Date.now())
  seen.requireNew(notification, Date.now())
  const name = repairs.nameOf(notification.payload.application, notification.payload.namespace)
  audit(repairs, request, { application: name })
  const { run } = repairs.trigger({ application: name, trigger: 'webhook', detail: 'a signed notification' })
  // One that found no place may come again.
  seen.remember(notification)
  const { runId, application, state, summary } = run
  return { runId, application, state, summary }
}

function audit(repairs: RepairDesk, { id, ip }: FastifyRequest, detail: Readonly<Record<string, unknown>>): void {
  repairs.audit('hook', id, { from: ip, ...detail })
}

/** 404: a sender that sees it need not try again, as it would after a 503. */
function notConfigured(): CopilotError {
  return refusal(
    'HOOK_NOT_CONFIGURED',
    'This server takes no notifications.',
    'Start it with --repair, and with the secret in AKS_COPILOT_HOOK_SECRET: 64 hexadecimal digits, openssl rand -hex 32.',
  )
}
