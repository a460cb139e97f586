import { z } from 'zod'
import { patchOperationSchema } from './patch-operation.ts'
import { severitySchema } from './severity.ts'

/** Names one Kubernetes object. `namespace` is absent for cluster-scoped kinds and where the manifest leaves it open. */
export const objectReferenceSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
})
export type ObjectReference = z.infer<typeof objectReferenceSchema>

/** How a violation can be mended: see docs/reference/rules.md. */
export const fixKindSchema = z.enum(['auto', 'opt', 'doc', 'judge'])
export type FixKind = z.infer<typeof fixKindSchema>

/** The gates of a certificate, in the order in which they are computed. */
export const gateNameSchema = z.enum([
  'operations-applied',
  'violation-gone',
  'nothing-new',
  'schema-valid',
  'declared-paths-only',
  'text-equals-object',
  'other-bytes-unchanged',
  'second-run-silent',
  'server-dry-run',
  // Only for what a model proposes.
  'bounded',
  'no-weaker-security',
  'values-known',
  'answer-proven',
])
export type GateName = z.infer<typeof gateNameSchema>

export const gateSchema = z.object({ gate: gateNameSchema, pass: z.boolean(), detail: z.string() })
export type Gate = z.infer<typeof gateSchema>

export const certificateSchema = z.object({ gates: z.array(gateSchema) })
export type Certificate = z.infer<typeof certificateSchema>

/** What became of one source field in a conversion. `path` is a JSON Pointer into the source object. */
export const ledgerEntrySchema = z.object({
  path: z.string(),
  outcome: z.enum(['mapped', 'dropped', 'lost']),
  reason: z.string(),
  /** Authentication, IP lists, TLS: losing one of these is an error and refuses the conversion. */
  security: z.boolean().optional(),
})
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>

/** A change that an atomic fix makes to another object than the one that has the violation. */
export const relatedChangeSchema = z.object({
  object: objectReferenceSchema,
  file: z.string(),
  operations: z.array(patchOperationSchema),
})
export type RelatedChange = z.infer<typeof relatedChangeSchema>

export const fixSchema = z.object({
  kind: fixKindSchema,
  source: z.enum(['rule', 'model']),
  /** Only for `opt`: whether the target profile or the user allows it, so that `fix` applies it. */
  allowed: z.boolean().optional(),
  /** What the fix does and why, or, for `judge`, who must decide what. */
  description: z.string(),
  operations: z.array(patchOperationSchema),
  /** Whole objects that the fix adds after this one. */
  adds: z.array(z.unknown()).optional(),
  related: z.array(relatedChangeSchema).optional(),
  status: z.enum(['applied', 'proposed', 'refused', 'none']),
  /** Why a fix was refused, in words. */
  reason: z.string().optional(),
  certificate: certificateSchema.optional(),
  ledger: z.array(ledgerEntrySchema).optional(),
})
export type Fix = z.infer<typeof fixSchema>

/** One place where a manifest would fail, or be unsafe, on the target. Lines and columns count from 1; columns count UTF-16 units. */
export const violationSchema = z.object({
  ruleId: z.string(),
  severity: severitySchema,
  message: z.string(),
  why: z.string(),
  help: z.string(),
  object: objectReferenceSchema,
  file: z.string(),
  line: z.number().int().min(1),
  column: z.number().int().min(1),
  endLine: z.number().int().min(1),
  endColumn: z.number().int().min(1),
  /** JSON Pointer into the object; the field may be absent, then the position is that of its nearest ancestor. */
  path: z.string(),
  fix: fixSchema,
})
export type Violation = z.infer<typeof violationSchema>

/** What tells a violation from the others of a report, whichever fixes are chosen. */
export const violationNameSchema = violationSchema.pick({ ruleId: true, object: true, file: true, path: true })
export type ViolationName = z.infer<typeof violationNameSchema>
