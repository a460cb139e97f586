import {
  changeSchema,
  eventRowSchema,
  logRowSchema,
  logTemplateRowSchema,
  metricRowSchema,
  objectDetailSchema,
  objectRowSchema,
  pageSchema,
  querySchema,
  timelineEntrySchema,
} from '@aks-copilot/contracts'
import { z } from 'zod'
import type { App } from '../http/app.ts'
import type { ServerParts } from '../http/server-parts.ts'
import { timeIn } from '../http/times.ts'
import { found, objectDetail, objectPage } from '../objects/object-rows.ts'
import { timelineOf } from '../objects/timeline.ts'
import { changePage, eventPage, logPage, logTemplatePage, metricPage } from '../records/record-pages.ts'

/** `-` stands for the namespace of what has none. */
const place = z.object({ kind: z.string(), namespace: z.string(), name: z.string() })
const moment = querySchema.pick({ cluster: true, at: true })

/** Objects, and the records about them. */
export function recordRoutes(app: App, parts: ServerParts): void {
  objectRoutes(app, parts)
  lineRoutes(app, parts)
}

function objectRoutes(app: App, { clusters }: ServerParts): void {
  app.get(
    '/api/objects',
    {
      schema: {
        summary: 'Objects, as they are or were',
        tags: ['records'],
        querystring: querySchema,
        response: { 200: pageSchema(objectRowSchema) },
      },
    },
    ({ query }) => copied(objectPage(clusters.view(query.cluster), query)),
  )
  app.get(
    '/api/objects/:kind/:namespace/:name',
    {
      schema: {
        summary: 'One object with its neighbours; `-` for no namespace',
        tags: ['records'],
        params: place,
        querystring: moment,
        response: { 200: objectDetailSchema },
      },
    },
    ({ query, params }) => objectDetail(clusters.view(query.cluster), referenceOf(params), timeIn(query.at, 'at')),
  )
  app.get(
    '/api/objects/:kind/:namespace/:name/timeline',
    {
      schema: {
        summary: 'What happened to one object and its pods, the newest first',
        tags: ['records'],
        params: place,
        querystring: moment,
        response: { 200: pageSchema(timelineEntrySchema) },
      },
    },
    ({ query, params }) => {
      const view = clusters.view(query.cluster)
      const at = timeIn(query.at, 'at')
      const { reference } = found(view.state(at), referenceOf(params))
      return { items: timelineOf(view, [reference], at), skipped: [] }
    },
  )
}

function lineRoutes(app: App, { clusters }: ServerParts): void {
  app.get(
    '/api/events',
    {
      schema: {
        summary: 'Events, the newest first',
        tags: ['records'],
        querystring: querySchema,
        response: { 200: pageSchema(eventRowSchema) },
      },
    },
    ({ query }) => copied(eventPage(clusters.view(query.cluster), query)),
  )
  app.get(
    '/api/logs',
    {
      schema: {
        summary: 'Log lines, the newest first',
        tags: ['records'],
        querystring: querySchema,
        response: { 200: pageSchema(logRowSchema) },
      },
    },
    ({ query }) => copied(logPage(clusters.view(query.cluster), query)),
  )
  app.get(
    '/api/log-templates',
    {
      schema: {
        summary: 'What logs say, alike lines as one',
        tags: ['records'],
        querystring: querySchema,
        response: { 200: pageSchema(logTemplateRowSchema) },
      },
    },
    ({ query }) => copied(logTemplatePage(clusters.view(query.cluster), query)),
  )
  app.get(
    '/api/metrics',
    { schema: { summary: 'Measured series', tags: ['records'], querystring: querySchema, response: { 200: pageSchema(metricRowSchema) } } },
    ({ query }) => copied(metricPage(clusters.view(query.cluster), query)),
  )
  app.get(
    '/api/changes',
    {
      schema: {
        summary: 'Changes, the newest first',
        tags: ['records'],
        querystring: querySchema,
        response: { 200: pageSchema(changeSchema) },
      },
    },
    ({ query }) => copied(changePage(clusters.view(query.cluster), query)),
  )
}

function referenceOf({ kind, namespace, name }: z.infer<typeof place>) {
  return { kind, name, ...(namespace === '-' ? {} : { namespace }) }
}

/** The schemas speak of arrays that may be written to. */
function copied<Item, Skip>({
  items,
  skipped,
  cursor,
}: {
  readonly items: readonly Item[]
  readonly skipped: readonly Skip[]
  readonly cursor?: string | undefined
}) {
  return { items: [...items], skipped: [...skipped], ...(cursor === undefined ? {} : { cursor }) }
}
