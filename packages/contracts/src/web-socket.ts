import { z } from 'zod'
import { answerSchema, answerStartSchema, citationSchema } from './assistant.ts'
import { incidentSchema } from './diagnosis.ts'
import { askRequestSchema } from './http-api.ts'
import { repairRunSchema } from './repairs.ts'

/** What a client may send over `/ws`. */
export const clientMessageSchema = z.discriminatedUnion('type', [
  askRequestSchema.extend({ type: z.literal('ask'), id: z.string().min(1).max(64) }),
  z.object({ type: z.literal('cancel'), id: z.string() }),
  z.object({ type: z.literal('subscribe'), topics: z.array(z.enum(['summary', 'incidents'])), cluster: z.string().optional() }),
])
export type ClientMessage = z.infer<typeof clientMessageSchema>

const failureSchema = z.object({
  code: z.string(),
  category: z.enum(['transient', 'validation', 'critical']),
  message: z.string(),
  remedy: z.string().optional(),
})

/** What the server sends. The events of one answer share its id; `answer-start` holds the whole answer without a model. */
export const serverMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('answer-start'), id: z.string(), answer: answerStartSchema, modelFollows: z.boolean() }),
  z.object({ type: z.literal('answer-delta'), id: z.string(), text: z.string(), citations: z.array(citationSchema).optional() }),
  z.object({ type: z.literal('answer-end'), id: z.string(), answer: answerSchema }),
  failureSchema.extend({ type: z.literal('answer-error'), id: z.string() }),
  z.object({ type: z.literal('summary-changed'), cluster: z.string() }),
  z.object({ type: z.enum(['incident-opened', 'incident-updated', 'incident-closed']), cluster: z.string(), incident: incidentSchema }),
  /** With the topic `incidents`. */
  z.object({ type: z.literal('repair-changed'), cluster: z.string(), run: repairRunSchema }),
  z.object({ type: z.literal('server-notice'), level: z.enum(['info', 'warning']), text: z.string(), code: z.string() }),
])
export type ServerMessage = z.infer<typeof serverMessageSchema>
