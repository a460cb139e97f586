import {
  type Answer,
  answerSchema,
  askRequestSchema,
  conversationRowSchema,
  conversationSchema,
  pageSchema,
  type ServerMessage,
} from '@aks-copilot/contracts'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { AnswerDesk, Asker } from '../ask/answer-desk.ts'
import { requestSignal } from '../http/abort.ts'
import type { App } from '../http/app.ts'
import { failureOf } from '../http/problem.ts'
import type { ServerParts } from '../http/server-parts.ts'

type Ask = z.infer<typeof askRequestSchema>

/** Questions, and the conversations that they belong to. */
export function askRoutes(app: App, { desk, mostAsks, stopping }: ServerParts): void {
  app.post(
    '/api/ask',
    {
      schema: {
        summary: 'Answer a question; as server-sent events where Accept asks for text/event-stream',
        tags: ['ask'],
        body: askRequestSchema,
        response: { 200: answerSchema },
      },
      config: { rateLimit: { max: mostAsks, timeWindow: '1 minute' } },
    },
    async (request, reply) => {
      const asker = { runId: request.id, name: request.ip, signal: requestSignal(reply, stopping) }
      if (request.headers.accept?.includes('text/event-stream') !== true) return await wholeAnswer(desk, request.body, asker)
      await streamAnswer(desk, request.body, asker, reply)
      return reply
    },
  )
  app.get(
    '/api/conversations',
    { schema: { summary: 'Conversations, the newest first', tags: ['ask'], response: { 200: pageSchema(conversationRowSchema) } } },
    () => ({ items: desk.conversations.list(), skipped: [] }),
  )
  app.get(
    '/api/conversations/:id',
    { schema: { summary: 'One conversation', tags: ['ask'], params: z.object({ id: z.string() }), response: { 200: conversationSchema } } },
    ({ params }) => desk.conversations.get(params.id),
  )
  app.delete('/api/conversations', { schema: { summary: 'Forget all conversations', tags: ['ask'] } }, async (_, reply) => {
    desk.conversations.delete()
    return await reply.code(204).send()
  })
  app.delete(
    '/api/conversations/:id',
    { schema: { summary: 'Forget one conversation', tags: ['ask'], params: z.object({ id: z.string() }) } },
    async ({ params }, reply) => {
      desk.conversations.delete(params.id)
      return await reply.code(204).send()
    },
  )
}

async function wholeAnswer(desk: AnswerDesk, request: Ask, asker: Asker): Promise<Answer> {
  let last: Answer | undefined
  for await (const event of desk.ask(request, asker)) if (event.type === 'answer-end') last = event.answer
  asker.signal.throwIfAborted()
  if (last === undefined) throw new Error('the answer has no end')
  return last
}

/** The messages of the socket, as events. A reader that does not keep up is waited for. */
async function streamAnswer(desk: AnswerDesk, request: Ask, asker: Asker, reply: FastifyReply): Promise<void> {
  const events = desk.ask(request, asker)
  // What is refused before it begins is an answer with a status of its own.
  const first = await events.next()
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    ...plainHeaders(reply),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  const send = async (message: ServerMessage): Promise<void> => {
    if (raw.destroyed || raw.write(`event: ${message.type}\ndata: ${JSON.stringify(message)}\n\n`)) return
    await new Promise<void>((resolve) => {
      const go = (): void => {
        raw.off('drain', go)
        raw.off('close', go)
        resolve()
      }
      raw.once('drain', go)
      raw.once('close', go)
    })
  }
  const id = asker.runId
  try {
    if (first.done !== true) await send({ ...first.value, id } as ServerMessage)
    for await (const event of events) await send({ ...event, id } as ServerMessage)
  } catch (error) {
    if (!asker.signal.aborted) await send({ type: 'answer-error', id, ...failureOf(error) })
  } finally {
    raw.end()
  }
}

function plainHeaders(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(
    Object.entries(reply.getHeaders()).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
}
