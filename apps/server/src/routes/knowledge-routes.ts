import { articleRowSchema, articleSchema, modelRequestSchema, modelStatusSchema, pageSchema, querySchema } from '@aks-copilot/contracts'
import { z } from 'zod'
import { requestSignal } from '../http/abort.ts'
import type { App } from '../http/app.ts'
import { notFound } from '../http/problem.ts'
import type { ServerParts } from '../http/server-parts.ts'

/** Articles, and the model that phrases answers. */
export function knowledgeRoutes(app: App, { knowledge, models, stopping }: ServerParts): void {
  app.get(
    '/api/articles',
    {
      schema: {
        summary: 'Articles of the knowledge base; with `text`: those that fit best',
        tags: ['knowledge'],
        querystring: querySchema.pick({ text: true, limit: true }),
        response: { 200: pageSchema(articleRowSchema) },
      },
    },
    async ({ query: { text, limit } }, reply) => {
      if (text === undefined || text.trim() === '')
        return { items: knowledge.list().map(({ id, kind, title }) => ({ id, kind, title })), skipped: [] }
      const found = await knowledge.search(text.slice(0, 500), { limit: Math.min(limit ?? 10, 50), signal: requestSignal(reply, stopping) })
      return {
        items: found.map(({ article, kind, title, text: passage, score }) => ({ id: article, kind, title, passage, score })),
        skipped: [],
      }
    },
  )
  app.get(
    '/api/articles/*',
    {
      schema: {
        summary: 'One article, by its id',
        tags: ['knowledge'],
        params: z.object({ '*': z.string() }),
        response: { 200: articleSchema },
      },
    },
    ({ params }) => {
      const article = knowledge.article(params['*'])
      if (article === undefined) throw notFound('There is no such article.')
      const { id, kind, title, text, source } = article
      return { id, kind, title, text, source }
    },
  )
  app.get(
    '/api/models',
    {
      schema: {
        summary: 'Which model answers, how fast it is, and what leaves the machine',
        tags: ['models'],
        response: { 200: modelStatusSchema },
      },
    },
    async (_, reply) => await models.status(requestSignal(reply, stopping)),
  )
  for (const [verb, summary] of [
    ['use', 'Answer with this model from now on; `none` switches models off'],
    ['load', 'Load a model into the memory of its server'],
    ['unload', 'Take a model out of the memory of its server'],
  ] as const)
    app.post(
      `/api/models/${verb}`,
      { schema: { summary, tags: ['models'], body: modelRequestSchema, response: { 200: modelStatusSchema } } },
      async ({ body }, reply) => await models[verb](body.name, requestSignal(reply, stopping)),
    )
}
