import { z } from 'zod'
import {
  agentStateSchema,
  repairAttemptSchema,
  repairGateSchema,
  repairModeSchema,
  repairPhaseSchema,
  tracedChangeSchema,
} from './agent-state.ts'

/** One attempt of a run, as people read it. */
export const repairTrySchema = repairAttemptSchema
  .pick({ number: true, outcome: true, pullRequest: true, commit: true, reason: true })
  .extend({
    /** First line of the commit. */
    title: z.string(),
    changes: z.array(tracedChangeSchema.pick({ object: true, why: true, places: true })),
  })
export type RepairTry = z.infer<typeof repairTrySchema>

/** A run of the debug loop, as the server knows it. Times are RFC 3339 in UTC. */
export const repairRunSchema = z.object({
  runId: z.string(),
  /** The Application of Argo CD: `shop`, or `NAMESPACE/NAME` outside of its namespace. */
  application: z.string(),
  /** Name of the cluster that it is deployed to. */
  cluster: z.string(),
  /** queued: others are before it, or something did not answer. failed: it stopped where it is, and people are needed. */
  state: z.enum(['queued', 'running', 'ended', 'failed']),
  phase: repairPhaseSchema.optional(),
  mode: repairModeSchema,
  /** What happens now, or how it ended, in a sentence. */
  summary: z.string(),
  trigger: agentStateSchema.shape.trigger,
  startedAt: z.string(),
  updatedAt: z.string(),
  incidents: z.array(z.object({ fingerprint: z.string(), title: z.string() })),
  attempts: z.array(repairTrySchema),
  /** What a person could look at first, where no patch was proven. */
  leads: agentStateSchema.shape.leads,
  outcome: agentStateSchema.shape.outcome,
})
export type RepairRun = z.infer<typeof repairRunSchema>

/** The same with everything that was done, oldest first. */
export const repairDetailSchema = repairRunSchema.extend({
  refusals: z.array(z.string()),
  /** The gates of the last attempt. */
  gates: z.array(repairGateSchema),
  log: agentStateSchema.shape.log,
})
export type RepairDetail = z.infer<typeof repairDetailSchema>

/** What `POST /hooks/argocd` reads of a notification; anything else in it is passed over. */
export const hookPayloadSchema = z.looseObject({
  /** Name of the Application. */
  application: z.string().min(1).max(253),
  /** Its namespace; default: that of Argo CD. */
  namespace: z.string().max(253).optional(),
  /** Seconds since the epoch; only with a signature that has no time of its own. */
  at: z.number().int().optional(),
})
export type HookPayload = z.infer<typeof hookPayloadSchema>

/** A template of argocd-notifications can sign, and set no header for each message: the signature stands beside the payload, a JSON text. */
export const hookEnvelopeSchema = z.object({ payload: z.string().max(8192), signature: z.string().max(256) })

/** The run that a notification began, or the one that was under way. */
export const hookAnswerSchema = repairRunSchema.pick({ runId: true, application: true, state: true, summary: true })
export type HookAnswer = z.infer<typeof hookAnswerSchema>
