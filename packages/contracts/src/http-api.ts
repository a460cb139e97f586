import { z } from 'zod'
import { conversationSchema } from './assistant.ts'
import { checkReportSchema, skippedSchema } from './check-report.ts'
import { changeSchema, evidenceSchema, incidentSchema, liveReferenceSchema } from './diagnosis.ts'
import { repairModeSchema } from './agent-state.ts'
import { patchOperationSchema } from './patch-operation.ts'
import { repairRunSchema } from './repairs.ts'
import { violationNameSchema } from './violation.ts'

/** RFC 9457. `type` is the address of the code's explanation. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  category: z.enum(['transient', 'validation', 'critical']),
  remedy: z.string().optional(),
  runId: z.string(),
})
export type Problem = z.infer<typeof problemSchema>

/** What every list takes. Times are RFC 3339; `cluster` may be left out where there is one. `at`: as it was then (objects). */
export const querySchema = z.object({
  cluster: z.string().optional(),
  namespace: z.string().optional(),
  kind: z.string().optional(),
  name: z.string().optional(),
  /** A part of the text: a log line, a message, a name. */
  text: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  /** As it was then; RFC 3339. */
  at: z.string().optional(),
  /** Only lines of this template (logs). */
  template: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
  cursor: z.string().optional(),
})
export type ListQuery = z.infer<typeof querySchema>

/** One page of anything; `cursor` is absent on the last one. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), cursor: z.string().optional(), skipped: z.array(skippedSchema) })
}
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly cursor?: string | undefined
  readonly skipped: readonly z.infer<typeof skippedSchema>[]
}

/** How a cluster is followed. */
export const clusterStatusSchema = z.object({
  name: z.string(),
  kind: z.enum(['live', 'recording']),
  /** connecting: first lists. live: watches run. partial: some may not be read, or are behind. lost: the API server does not answer. */
  state: z.enum(['connecting', 'live', 'partial', 'lost', 'recording']),
  /** In words: `watching 31 kinds; metrics: not permitted`. */
  message: z.string(),
  /** The newest time that is known; a recording's end. */
  now: z.string(),
  /** Since when it is lost. */
  lostSince: z.string().optional(),
  window: z.object({ from: z.string(), to: z.string() }),
  /** Since when it is watched; what is older is what the cluster remembered. */
  watchedSince: z.string().optional(),
  namespaces: z.array(z.string()),
  skipped: z.array(skippedSchema),
  bytes: z.number().int(),
})
export type ClusterStatus = z.infer<typeof clusterStatusSchema>

/** One status card: a number with its last two hours. `points`: [milliseconds since the epoch, value], oldest first. */
export const statusCardSchema = z.object({
  id: z.enum(['pods', 'restarts', 'warnings', 'cpu', 'memory', 'watcher']),
  title: z.string(),
  /** `41 of 43 ready` */
  value: z.string(),
  detail: z.string(),
  state: z.enum(['ok', 'warning', 'error', 'unknown']),
  points: z.array(z.tuple([z.number(), z.number()])),
  /** Where the values usually are. */
  band: z.tuple([z.number(), z.number()]).optional(),
  unit: z.enum(['count', 'cores', 'bytes', 'events']),
})
export type StatusCard = z.infer<typeof statusCardSchema>

/** What will run out, or is unusual: each with its evidence. */
export const outlookSchema = z.object({
  id: z.string(),
  kind: z.enum(['runs-out', 'unusual']),
  /** `memory`, `disk`, `quota`, `error-logs`, `restarts`, `events` */
  what: z.string(),
  object: liveReferenceSchema,
  message: z.string(),
  /** When it will run out, with the interval in which that is likely. */
  at: z.string().optional(),
  between: z.tuple([z.string(), z.string()]).optional(),
  since: z.string().optional(),
  evidence: z.array(evidenceSchema),
  series: z.array(z.tuple([z.number(), z.number()])).optional(),
  limit: z.number().optional(),
})
export type Outlook = z.infer<typeof outlookSchema>

/** The overview of one cluster. */
export const summarySchema = z.object({
  cluster: clusterStatusSchema,
  /** One sentence: `2 problems, 1 cause changed in the last hour.` */
  headline: z.string(),
  objects: z.number().int(),
  healthy: z.number().int(),
  cards: z.array(statusCardSchema),
  incidents: z.array(incidentSchema),
  changes: z.array(changeSchema),
  outlook: z.array(outlookSchema),
  /** Questions that fit the present state. */
  questions: z.array(z.string()),
})
export type Summary = z.infer<typeof summarySchema>

/** The strip at the foot of each page: what happened in the window. Times are milliseconds since the epoch. */
export const timeStripSchema = z.object({
  from: z.number(),
  to: z.number(),
  incidents: z.array(
    z.object({ fingerprint: z.string(), title: z.string(), severity: z.string(), from: z.number(), to: z.number().optional() }),
  ),
  changes: z.array(z.object({ at: z.number(), text: z.string(), object: liveReferenceSchema })),
  restarts: z.array(z.tuple([z.number(), z.number()])),
  warnings: z.array(z.tuple([z.number(), z.number()])),
})
export type TimeStrip = z.infer<typeof timeStripSchema>

/** A row of the object list. */
export const objectRowSchema = liveReferenceSchema.extend({
  state: z.enum(['ok', 'warning', 'error', 'unknown']),
  /** `Running 3/3`, `CrashLoopBackOff` */
  status: z.string(),
  createdAt: z.string().optional(),
  incidents: z.array(z.string()),
})
export type ObjectRow = z.infer<typeof objectRowSchema>

/** An object with its neighbours. `object` is as it is kept: without what was never stored. */
export const objectDetailSchema = objectRowSchema.extend({
  object: z.unknown(),
  neighbours: z.array(z.object({ relation: z.string(), object: liveReferenceSchema, state: z.string() })),
})
export type ObjectDetail = z.infer<typeof objectDetailSchema>

export const eventRowSchema = z.object({
  id: z.string(),
  at: z.string(),
  firstAt: z.string(),
  count: z.number().int(),
  type: z.enum(['Normal', 'Warning']),
  reason: z.string(),
  message: z.string(),
  object: liveReferenceSchema,
  source: z.string(),
})
export type EventRow = z.infer<typeof eventRowSchema>

export const logRowSchema = z.object({
  id: z.string(),
  at: z.string(),
  pod: liveReferenceSchema,
  container: z.string(),
  previous: z.boolean(),
  level: z.enum(['error', 'warning', 'info']).optional(),
  text: z.string(),
  /** Of `GET /api/log-templates`. */
  template: z.string(),
})
export type LogRow = z.infer<typeof logRowSchema>

export const logTemplateRowSchema = z.object({
  id: z.string(),
  pod: liveReferenceSchema,
  container: z.string(),
  pattern: z.string(),
  level: z.enum(['error', 'warning', 'info']).optional(),
  count: z.number().int(),
  firstAt: z.string(),
  lastAt: z.string(),
})
export type LogTemplateRow = z.infer<typeof logTemplateRowSchema>

export const metricRowSchema = z.object({
  object: liveReferenceSchema,
  container: z.string().optional(),
  metric: z.string(),
  unit: z.enum(['cores', 'bytes', 'share', 'count']),
  points: z.array(z.tuple([z.number(), z.number()])),
  /** The limit or capacity, where there is one. */
  limit: z.number().optional(),
})
export type MetricRow = z.infer<typeof metricRowSchema>

/** What happened to one object, on one axis, newest first. */
export const timelineEntrySchema = z.object({
  at: z.string(),
  kind: z.enum(['change', 'event', 'state', 'log', 'incident']),
  severity: z.enum(['error', 'warning', 'info']),
  object: liveReferenceSchema,
  text: z.string(),
  change: changeSchema.optional(),
})
export type TimelineEntry = z.infer<typeof timelineEntrySchema>

/** The causal graph of an incident, from change to cause to symptoms to who is affected. */
export const causalGraphSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.string(),
      role: z.enum(['change', 'cause', 'symptom', 'affected', 'folded']),
      label: z.string(),
      object: liveReferenceSchema.optional(),
      detail: z.string(),
      /** When a change was made; RFC 3339. */
      at: z.string().optional(),
    }),
  ),
  edges: z.array(z.object({ from: z.string(), to: z.string(), relation: z.string() })),
})
export type CausalGraph = z.infer<typeof causalGraphSchema>

export const incidentDetailSchema = z.object({
  incident: incidentSchema,
  graph: causalGraphSchema,
  timeline: z.array(timelineEntrySchema),
  /** `what else was looked at and found well` */
  foundWell: z.array(z.string()),
  /** Patches of next steps by id: `POST /api/patches/{id}/approve` gives the commands; nothing is written to the cluster. */
  patches: z.array(
    z.object({
      id: z.string(),
      step: z.number().int(),
      approved: z.boolean(),
      /** What approving it begins, too: a run that brings it to Git; absent where it only gives the commands. */
      opens: repairModeSchema.exclude(['report']).optional(),
    }),
  ),
  /** The Application of Argo CD that it belongs to, with the newest run about it or under way; absent where this server repairs nothing. */
  repair: z.object({ application: z.string(), run: repairRunSchema.optional() }).optional(),
})
export type IncidentDetail = z.infer<typeof incidentDetailSchema>

export const articleSchema = z.object({ id: z.string(), title: z.string(), kind: z.string(), text: z.string(), source: z.string() })
export type Article = z.infer<typeof articleSchema>

export const askRequestSchema = z.object({
  question: z.string().min(1).max(2000),
  conversationId: z.string().optional(),
  cluster: z.string().optional(),
  namespace: z.string().optional(),
  /** Answer as of then; RFC 3339. */
  at: z.string().optional(),
  /** false: the answer without a model is enough. */
  prose: z.boolean().optional(),
})
export type AskRequest = z.infer<typeof askRequestSchema>

export const conversationRowSchema = conversationSchema.omit({ turns: true }).extend({ turns: z.number().int() })
export type ConversationRow = z.infer<typeof conversationRowSchema>

/** Manifests to check or fix: files as text. */
export const checkRequestSchema = z.object({
  files: z
    .array(z.object({ path: z.string(), text: z.string() }))
    .min(1)
    .max(200),
  source: z.string().optional(),
  target: z.string().optional(),
  kubeVersion: z.string().optional(),
  /** Optional fixes to apply, too. */
  allow: z.array(z.string()).optional(),
  /** Only these fixes: rules, or indexes of violations in the report of the same request without this; for fix. */
  only: z.array(z.string()).optional(),
  /** Fixes decided one by one, before `only` and `allow`: `apply: false` leaves one out, `true` applies an optional one, too; for fix. */
  choices: z
    .array(violationNameSchema.extend({ apply: z.boolean() }))
    .max(5000)
    .optional(),
})
export type CheckRequest = z.infer<typeof checkRequestSchema>

/** What `POST /api/fix` returns: the report, and the files that the fixes change, before and after. `POST /api/check` returns the report alone. */
export const fixResponseSchema = z.object({
  report: checkReportSchema,
  /** `diff`: unified, with three lines around. */
  files: z.array(z.object({ path: z.string(), before: z.string(), after: z.string(), diff: z.string() })),
  /** The RFC 6902 operations as the file of `fix --patch` has them. */
  patch: z.string(),
})
export type FixResponse = z.infer<typeof fixResponseSchema>

/** What `GET /api/profiles` returns: what may be chosen as source, target and version for check and fix; `auto` detects the source. */
export const profilesSchema = z.object({
  sources: z.array(z.object({ name: z.string(), title: z.string() })),
  targets: z.array(z.object({ name: z.string(), title: z.string(), kubeVersion: z.string() })),
  kubeVersions: z.array(z.string()),
})
export type Profiles = z.infer<typeof profilesSchema>

/** The body of `POST /api/models/use`, `/load` and `/unload`; each returns the status after it. `none` switches models off. */
export const modelRequestSchema = z.object({ name: z.string().min(1).max(200) })
export type ModelRequest = z.infer<typeof modelRequestSchema>

/** The body of `POST /api/patches/{id}/approve`, which may be left out. */
export const approvalRequestSchema = z.object({
  /** false: only the commands, no run, also where this server could bring the patch to Git. */
  repair: z.boolean().optional(),
})
export type ApprovalRequest = z.infer<typeof approvalRequestSchema>

/** An approved patch: what to run. Nothing was written to the cluster. */
export const patchApprovalSchema = z.object({
  id: z.string(),
  cluster: z.string(),
  object: liveReferenceSchema,
  approvedAt: z.string(),
  /** The server-side dry-run first, then the patch itself. */
  commands: z.array(z.string()),
  patch: z.array(patchOperationSchema),
  proof: z.array(z.object({ check: z.string(), pass: z.boolean(), detail: z.string() })),
  /** The run that brings it to Git, later with its pull request. `tries` false: another run is under way, which does not try this patch. */
  repair: z.object({ tries: z.boolean(), run: repairRunSchema }).optional(),
})
export type PatchApproval = z.infer<typeof patchApprovalSchema>

export const articleRowSchema = articleSchema.omit({ text: true, source: true }).extend({
  /** The section that fits best; only where a text was searched for. */
  passage: z.string().optional(),
  score: z.number().optional(),
})
export type ArticleRow = z.infer<typeof articleRowSchema>

/** Whether this server wants a token, and whether this client has shown it. */
export const sessionSchema = z.object({ required: z.boolean(), signedIn: z.boolean(), version: z.string() })
export type Session = z.infer<typeof sessionSchema>
