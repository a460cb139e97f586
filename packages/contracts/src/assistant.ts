import { z } from 'zod'
import { skippedSchema } from './check-report.ts'
import { evidenceSchema, liveReferenceSchema } from './diagnosis.ts'

/** What a question asks for. `listing` lists or counts, `explain` asks what a word means, `forecast` what will run out or is unusual. */
export const intentSchema = z.enum([
  'status',
  'why-broken',
  'what-changed',
  'listing',
  'logs',
  'events',
  'resources',
  'compare',
  'explain',
  'how-to-fix',
  'who-uses',
  'forecast',
  'help',
  'out-of-scope',
])
export type Intent = z.infer<typeof intentSchema>

/** A record or a text that a claim rests on: evidence of the cluster, or an article of the knowledge base. Ids are unique within an answer: E1, E2 … */
export const citationSchema = z.discriminatedUnion('kind', [
  evidenceSchema,
  z.object({
    id: z.string(),
    kind: z.literal('article'),
    /** The article's id: `GET /api/articles/{id}`. */
    article: z.string(),
    title: z.string(),
    text: z.string(),
  }),
])
export type Citation = z.infer<typeof citationSchema>

/** How a question was understood. Times are RFC 3339 in UTC. */
export const understoodSchema = z.object({
  cluster: z.string(),
  namespace: z.string().optional(),
  objects: z.array(liveReferenceSchema),
  from: z.string().optional(),
  to: z.string().optional(),
  /** What was taken for what: `chekout → checkout`, `it → Deployment shop/cart`. */
  notes: z.array(z.string()),
})
export type Understood = z.infer<typeof understoodSchema>

/** Which model was asked. `used` is false where the answer holds no sentence of it. `leaves` says what left the machine, if anything. */
export const modelUseSchema = z.object({
  name: z.string(),
  provider: z.string().optional(),
  used: z.boolean(),
  local: z.boolean().optional(),
  leaves: z.string().optional(),
})
export type ModelUse = z.infer<typeof modelUseSchema>

export const droppedSchema = z.object({ sentence: z.string(), why: z.string() })
export type Dropped = z.infer<typeof droppedSchema>

/** Milliseconds. `retrievalMs`: until the complete answer without a model was there. */
export const timingsSchema = z.object({ retrievalMs: z.number(), firstTokenMs: z.number().optional(), totalMs: z.number() })
export type Timings = z.infer<typeof timingsSchema>

/** The JSON of `ask`, schemaVersion 1. */
export const answerSchema = z.object({
  schemaVersion: z.literal(1),
  runId: z.string(),
  question: z.string(),
  intent: intentSchema,
  /** One sentence, plain text. */
  headline: z.string(),
  /** The complete answer from the evidence, Markdown; `[E1]` cites. Needs no model. */
  answer: z.string(),
  /** The model's prose, Markdown, grounded sentence by sentence; absent without a model. */
  prose: z.string().optional(),
  citations: z.array(citationSchema),
  /** Fingerprints. */
  incidents: z.array(z.string()),
  understood: understoodSchema,
  model: modelUseSchema,
  /** Sentences of the model that the evidence does not bear out. */
  dropped: z.array(droppedSchema),
  skipped: z.array(skippedSchema),
  /** What one might ask next. */
  suggestions: z.array(z.string()),
  timings: timingsSchema,
  tokens: z.object({ prompt: z.number().int(), completion: z.number().int() }).optional(),
  conversationId: z.string().optional(),
})
export type Answer = z.infer<typeof answerSchema>

/** The complete answer, before any model said a word. */
export const answerStartSchema = answerSchema
  .omit({ prose: true, dropped: true, timings: true, tokens: true })
  .extend({ timings: timingsSchema.pick({ retrievalMs: true }) })
export type AnswerStart = z.infer<typeof answerStartSchema>

/** One turn of a conversation, as it is kept. `unfinished`: the model still writes, or was broken off; the answer without it is whole. */
export const turnSchema = z.object({ at: z.string(), answer: answerSchema, unfinished: z.boolean().optional() })
export const conversationSchema = z.object({
  id: z.string(),
  title: z.string(),
  cluster: z.string(),
  startedAt: z.string(),
  turns: z.array(turnSchema),
})
export type Conversation = z.infer<typeof conversationSchema>
