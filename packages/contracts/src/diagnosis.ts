import { z } from 'zod'
import { skippedSchema } from './check-report.ts'
import { patchOperationSchema } from './patch-operation.ts'
import { severitySchema } from './severity.ts'
import { objectReferenceSchema } from './violation.ts'

/** Names one object of a live cluster; `apiVersion` is absent where only its kind is known (an event's object, an owner). */
export const liveReferenceSchema = objectReferenceSchema.extend({ apiVersion: z.string().optional() })
export type LiveReference = z.infer<typeof liveReferenceSchema>

/** One piece of evidence. Times are RFC 3339 in UTC. `id` is unique within an incident: E1, E2 … */
export const evidenceSchema = z.object({
  id: z.string(),
  kind: z.enum(['object', 'event', 'log', 'metric', 'change']),
  at: z.string().optional(),
  object: liveReferenceSchema,
  /** Only for kind `object`: JSON Pointer of the field that says so. */
  path: z.string().optional(),
  /** What the record says, shortened and masked. */
  text: z.string(),
})
export type Evidence = z.infer<typeof evidenceSchema>

/** What one detector says about one object. */
export const symptomSchema = z.object({
  detector: z.string(),
  object: liveReferenceSchema,
  message: z.string(),
  since: z.string().optional(),
})
export type Symptom = z.infer<typeof symptomSchema>

/** A change of one object, field by field. Values of Secrets and ConfigMaps are never shown; their keys are. */
export const changeSchema = z.object({
  object: liveReferenceSchema,
  at: z.string(),
  by: z.string().optional(),
  /** What happened, in words: `image web:1.4 → web:1.5`. */
  text: z.string(),
  diff: z.array(z.object({ path: z.string(), from: z.unknown(), to: z.unknown() })),
})
export type ReportedChange = z.infer<typeof changeSchema>

/** What to do next. `patch` are RFC 6902 operations for the object named by `object`, proved but not applied. */
export const nextStepSchema = z.object({
  text: z.string(),
  command: z.string().optional(),
  object: liveReferenceSchema.optional(),
  patch: z.array(patchOperationSchema).optional(),
  /** How the patch was judged: each check with its outcome. */
  proof: z.array(z.object({ check: z.string(), pass: z.boolean(), detail: z.string() })).optional(),
})
export type NextStep = z.infer<typeof nextStepSchema>

/** One thing that is wrong, with everything that follows from it. */
export const incidentSchema = z.object({
  /** Stays the same while the problem stays the same, also when pods are replaced. */
  fingerprint: z.string(),
  severity: severitySchema,
  title: z.string(),
  state: z.enum(['open', 'closed']),
  since: z.string().optional(),
  closedAt: z.string().optional(),
  cause: symptomSchema,
  symptoms: z.array(symptomSchema),
  suspectChanges: z.array(changeSchema),
  evidence: z.array(evidenceSchema),
  affected: z.array(liveReferenceSchema),
  nextSteps: z.array(nextStepSchema),
})
export type Incident = z.infer<typeof incidentSchema>

/** The JSON of `diagnose`, schemaVersion 1. */
export const diagnosisSchema = z.object({
  schemaVersion: z.literal(1),
  runId: z.string(),
  cluster: z.string(),
  observedAt: z.string(),
  window: z.object({ from: z.string(), to: z.string() }),
  summary: z.object({ objects: z.number().int(), healthy: z.number().int(), incidents: z.number().int() }),
  incidents: z.array(incidentSchema),
  skipped: z.array(skippedSchema),
  /** How many requests of each kind went to the API server. */
  requests: z.record(z.string(), z.number().int()).optional(),
})
export type Diagnosis = z.infer<typeof diagnosisSchema>
