import { z } from 'zod'
import { liveReferenceSchema } from '@aks-copilot/contracts'

/**
 * The file that `record` writes: one JSON document with one record on each line, so that Git shows what changed. Times are RFC 3339.
 * What it holds is a snapshot (what detectors see) and, where it was recorded from a watcher, what was before.
 */
export const RECORDING_FORMAT = 'aks-copilot-recording'
/** Grows when an older reader could not understand what a newer writer writes. */
export const RECORDING_VERSION = 1

const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))
const value = z.record(z.string(), z.unknown())
const level = z.enum(['error', 'warning', 'info']).optional()
const minutes = z.array(z.tuple([z.number(), z.number().int()])).optional()
const pointer = z.string().regex(/^(?:\/|$)/)

const object = value.refine(
  (one) =>
    typeof one['kind'] === 'string' &&
    typeof one['apiVersion'] === 'string' &&
    typeof one['metadata'] === 'object' &&
    one['metadata'] !== null,
  { message: 'is no object of Kubernetes: apiVersion, kind and metadata are needed' },
)

const event = z.object({
  uid: z.string(),
  object: liveReferenceSchema.extend({ uid: z.string().optional(), fieldPath: z.string().optional() }),
  type: z.enum(['Normal', 'Warning']),
  reason: z.string(),
  message: z.string(),
  count: z.number().int().nonnegative(),
  firstAt: time,
  lastAt: time,
  source: z.string(),
})

const log = z.object({
  pod: z.object({ namespace: z.string(), name: z.string(), uid: z.string() }),
  container: z.string(),
  previous: z.boolean(),
  dropped: z.number().int().nonnegative(),
  templates: z.array(
    z.object({ id: z.number().int(), pattern: z.string(), level, count: z.number().int(), firstAt: time, lastAt: time, minutes }),
  ),
  lines: z.array(z.object({ id: z.number().int(), at: time, text: z.string(), level, template: z.number().int() })),
})

const metric = z.object({
  object: liveReferenceSchema,
  container: z.string().optional(),
  metric: z.enum(['cpu', 'memory', 'cpu-throttled', 'disk-used', 'disk-capacity', 'inodes-used', 'inodes-capacity']),
  /** When its points begin; each has the milliseconds since then, and its value. */
  from: time,
  points: z.array(z.tuple([z.number(), z.number()])),
})

const change = z.object({
  id: z.string(),
  object: liveReferenceSchema,
  uid: z.string(),
  at: time,
  by: z.string().optional(),
  kind: z.enum(['created', 'deleted', 'changed', 'rollout', 'scaled']),
  diff: z.array(
    z.object({ path: pointer, from: z.unknown().optional(), to: z.unknown().optional(), names: z.array(z.string()).optional() }),
  ),
  origin: z.enum(['watch', 'revision', 'managed-fields']),
})

/** An earlier version of an object: in full, or as what differs from the version after it (`restore`: what to put back; no value: nothing). */
const past = z.object({
  uid: z.string(),
  from: time,
  until: time,
  object: object.optional(),
  restore: z.array(z.union([z.tuple([pointer, z.unknown()]), z.tuple([pointer])])).optional(),
})

export const recordingSchema = z.object({
  format: z.literal(RECORDING_FORMAT),
  version: z.literal(RECORDING_VERSION),
  cluster: z.string(),
  /** Whether names, addresses and values are pseudonyms. */
  anonymised: z.boolean(),
  now: time,
  window: z.object({ from: time, to: time }),
  coverage: z.array(
    z.object({
      kind: z.string(),
      namespace: z.string().optional(),
      observation: z.enum(['observed', 'not-served', 'not-permitted', 'not-observed']),
      why: z.string().optional(),
    }),
  ),
  objects: z.array(object),
  events: z.array(event),
  logs: z.array(log),
  metrics: z.array(metric),
  changes: z.array(change),
  history: z.array(past).default([]),
})
/** A recording as the file has it, times as numbers. */
export type RecordingFile = z.output<typeof recordingSchema>
