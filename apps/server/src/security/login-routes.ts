import { sessionSchema } from '@aks-copilot/contracts'
import { z } from 'zod'
import type { App } from '../http/app.ts'
import { refusal } from '../http/problem.ts'
import type { Sessions } from './sessions.ts'

const LIMIT = { config: { rateLimit: { max: 10, timeWindow: '1 minute' } } }

/** The way in where a token is wanted: a small page without a script, and the same for programs. */
export function loginRoutes(app: App, sessions: Sessions, version: string): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 4096 }, (_, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))))
  })
  app.get('/login', async (request, reply) => {
    if (sessions.isKnown(request)) return await reply.redirect('/', 303)
    return await reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page(''))
  })
  app.post('/login', { ...LIMIT, schema: { body: z.object({ token: z.string().max(4096) }) } }, async (request, reply) => {
    if (!sessions.accepts(request.body.token))
      return await reply.code(401).type('text/html; charset=utf-8').send(page('<p role="alert">This is not the token of this server.</p>'))
    return await reply.header('set-cookie', sessions.cookie(isSecure(request.headers.origin))).redirect('/', 303)
  })
  app.get(
    '/api/session',
    {
      schema: {
        summary: 'Whether this server wants a token, and whether you have shown it',
        tags: ['session'],
        response: { 200: sessionSchema },
      },
    },
    (request) => ({ required: sessions.required, signedIn: sessions.isKnown(request), version }),
  )
  app.post(
    '/api/session',
    {
      ...LIMIT,
      schema: {
        summary: 'Show the token once, and get a session cookie',
        tags: ['session'],
        body: z.object({ token: z.string().max(4096) }),
        response: { 200: sessionSchema },
      },
    },
    async (request, reply) => {
      if (sessions.required && !sessions.accepts(request.body.token))
        throw refusal(
          'NOT_SIGNED_IN',
          'This is not the token of this server.',
          'It is what AKS_COPILOT_SERVER_TOKEN held when the server was started.',
        )
      if (sessions.required) void reply.header('set-cookie', sessions.cookie(isSecure(request.headers.origin)))
      return { required: sessions.required, signedIn: true, version }
    },
  )
  app.delete(
    '/api/session',
    { schema: { summary: 'End the session', tags: ['session'] } },
    async (_, reply) => await reply.header('set-cookie', sessions.noCookie).code(204).send(),
  )
}

/** The page was loaded through TLS that somebody before us ends. */
function isSecure(origin: string | undefined): boolean {
  return origin?.startsWith('https:') === true
}

function page(message: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign in - aks-copilot</title>
<link rel="stylesheet" href="/api/docs.css"><main><h1>aks-copilot</h1>${message}<form method="post" action="/login">
<label for="token">Token of this server</label><input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<button>Sign in</button></form></main></html>`
}
