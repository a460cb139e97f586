import {
  approvalRequestSchema,
  clusterStatusSchema,
  incidentDetailSchema,
  incidentSchema,
  pageSchema,
  patchApprovalSchema,
  querySchema,
  summarySchema,
  timeStripSchema,
} from '@aks-copilot/contracts'
import { concerns } from '@aks-copilot/cluster'
import { z } from 'zod'
import { requestSignal } from '../http/abort.ts'
import type { App } from '../http/app.ts'
import type { ServerParts } from '../http/server-parts.ts'
import { timeIn } from '../http/times.ts'
import { incidentDetail } from '../incidents/incident-detail.ts'
import { approvePatch } from '../repairs/approve-patch.ts'
import { summarise } from '../summary/summarise.ts'
import { timeStrip } from '../summary/time-strip.ts'
import { onceForState } from '../summary/once-for-state.ts'

const scope = querySchema.pick({ cluster: true, namespace: true, at: true })

/** Clusters, their overview, their incidents. */
export function clusterRoutes(app: App, parts: ServerParts): void {
  overviewRoutes(app, parts)
  incidentRoutes(app, parts)
}

function overviewRoutes(app: App, { clusters }: ServerParts): void {
  app.get(
    '/api/clusters',
    {
      schema: {
        summary: 'The clusters of this server, and how each is followed',
        tags: ['cluster'],
        response: { 200: pageSchema(clusterStatusSchema) },
      },
    },
    () => ({ items: clusters.views.map((view) => view.status()), skipped: [] }),
  )
  app.get(
    '/api/summary',
    {
      schema: {
        summary: 'The overview: status cards, incidents, changes, what will run out',
        tags: ['cluster'],
        querystring: scope,
        response: { 200: summarySchema },
      },
    },
    ({ query, id }) => {
      const view = clusters.view(query.cluster)
      const { namespace } = query
      const at = timeIn(query.at, 'at')
      return onceForState(view, ['summary', namespace], at, () => summarise(view, id, { namespace, at }))
    },
  )
  app.get(
    '/api/time-strip',
    {
      schema: {
        summary: 'Incidents, changes, restarts and warnings of the window on one axis',
        tags: ['cluster'],
        querystring: querySchema.pick({ cluster: true, namespace: true }),
        response: { 200: timeStripSchema },
      },
    },
    ({ query }) => {
      const view = clusters.view(query.cluster)
      return onceForState(view, ['strip', query.namespace], undefined, () => timeStrip(view, query.namespace))
    },
  )
}

function incidentRoutes(app: App, parts: ServerParts): void {
  const { clusters, patches, repairs, stopping } = parts
  app.get(
    '/api/incidents',
    {
      schema: {
        summary: 'What is broken, and why: open incidents and those that closed within the window',
        tags: ['incidents'],
        querystring: scope,
        response: { 200: pageSchema(incidentSchema) },
      },
    },
    ({ query, id }) => {
      const view = clusters.view(query.cluster)
      const at = timeIn(query.at, 'at')
      const { incidents, skipped } = view.diagnosis(id, at)
      const { namespace } = query
      return { items: incidents.filter((incident) => namespace === undefined || concerns(incident, [namespace])), skipped }
    },
  )
  app.get(
    // Fingerprints hold slashes, and not everybody encodes them.
    '/api/incidents/*',
    {
      schema: {
        summary: 'One incident: causal graph, timeline, evidence, next steps, patches',
        tags: ['incidents'],
        params: z.object({ '*': z.string() }),
        querystring: querySchema.pick({ cluster: true, at: true }),
        response: { 200: incidentDetailSchema },
      },
    },
    async ({ query, params }, reply) =>
      await incidentDetail(
        clusters.get(query.cluster),
        params['*'],
        { patches, repairs, signal: requestSignal(reply, stopping) },
        timeIn(query.at, 'at'),
      ),
  )
  app.post(
    '/api/patches/:id/approve',
    {
      schema: {
        summary:
          'Approve a proven patch: gives the commands that apply it, and brings it to Git where this server repairs; writes nothing to the cluster',
        tags: ['incidents'],
        params: z.object({ id: z.string() }),
        body: approvalRequestSchema.nullish(),
        response: { 200: patchApprovalSchema },
      },
    },
    async (request, reply) =>
      await approvePatch(request.params.id, request.body?.repair !== false, request, parts, requestSignal(reply, stopping)),
  )
}
