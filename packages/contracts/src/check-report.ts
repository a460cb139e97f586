import { z } from 'zod'
import { violationSchema } from './violation.ts'

/** Something that was asked for and could not be looked at. */
export const skippedSchema = z.object({
  what: z.string(),
  why: z.string(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
  /** True where the text is no YAML at all: an input that was meant to be read and is broken. */
  malformed: z.boolean().optional(),
})
export type Skipped = z.infer<typeof skippedSchema>

/** A violation that the user chose to live with, and where that was said. */
export const suppressedSchema = z.object({
  ruleId: z.string(),
  file: z.string(),
  line: z.number().int(),
  reason: z.string(),
  by: z.enum(['annotation', 'comment', 'baseline']),
})
export type Suppressed = z.infer<typeof suppressedSchema>

/** The JSON of `check` and `fix`, schemaVersion 1. */
export const checkReportSchema = z.object({
  schemaVersion: z.literal(1),
  runId: z.string(),
  source: z.string(),
  target: z.string(),
  kubeVersion: z.string(),
  summary: z.object({
    documents: z.number().int(),
    objects: z.number().int(),
    error: z.number().int(),
    warning: z.number().int(),
    info: z.number().int(),
    fixed: z.number().int(),
    unfixed: z.number().int(),
  }),
  violations: z.array(violationSchema),
  skipped: z.array(skippedSchema),
  suppressed: z.array(suppressedSchema),
})
export type CheckReport = z.infer<typeof checkReportSchema>
