import { applicationNameSchema, applicationParts, pageSchema, repairDetailSchema, repairRunSchema } from '@aks-copilot/contracts'
import { z } from 'zod'
import type { App } from '../http/app.ts'
import { notFound } from '../http/problem.ts'
import type { ServerParts } from '../http/server-parts.ts'

/** The runs of the debug loop that this server has, and had. Where it repairs nothing, there are none. */
export function repairRoutes(app: App, { repairs }: ServerParts): void {
  app.get(
    '/api/repairs',
    {
      schema: {
        summary: 'Runs of the debug loop in this server, newest first',
        tags: ['repairs'],
        querystring: z.object({ application: applicationNameSchema.optional() }),
        response: { 200: pageSchema(repairRunSchema) },
      },
    },
    ({ query: { application } }) => {
      const all = repairs?.runs() ?? []
      const parts = application === undefined ? undefined : applicationParts(application)
      const name = parts === undefined ? undefined : repairs?.nameOf(parts.name, parts.namespace)
      return { items: all.filter((run) => name === undefined || run.application === name), skipped: [] }
    },
  )
  app.get(
    '/api/repairs/:runId',
    {
      schema: {
        summary: 'One run with everything that was done',
        tags: ['repairs'],
        params: z.object({ runId: z.string() }),
        response: { 200: repairDetailSchema },
      },
    },
    ({ params }) => {
      const run = repairs?.run(params.runId)
      if (run === undefined) throw notFound('There is no such run: it is older than what this server remembers, or of another one.')
      return run
    },
  )
}
