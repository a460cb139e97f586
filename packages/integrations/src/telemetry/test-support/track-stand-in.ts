/**
 * The ingestion endpoint of Application Insights on this machine, for tests: `POST /v2.1/track` with a JSON array of envelopes, answered as the
 * service does: counts of what was received and accepted, 206 with the index and status of each item that was not, 400 where none was.
 * Checks the fields that the service requires of requests, dependencies, messages and exceptions, and that the key is the one it knows.
 *
 * What it does not do, and the service does: newline-delimited and compressed bodies, metrics and other kinds of items, logins with Entra ID,
 * limits of sizes and of items a second, quotas (429, 439 and 402 come as injected faults), and it keeps nothing.
 */
import { z } from 'zod'
import { type Answer, type Asked, FaultyServer } from '../../test-support/faulty-server.ts'

export const KEY = '01234567-89ab-cdef-0123-456789abcdef'

const duration = z.string().regex(/^(?:\d{1,3}\.)?\d{2}:\d{2}:\d{2}(?:\.\d{1,7})?$/)
const properties = z.record(z.string().max(150), z.string().max(8192)).optional()
const common = { ver: z.literal(2), properties }
const called = { ...common, id: z.string().min(1).max(512), name: z.string().max(1024), duration, success: z.boolean() }
const baseSchema = z.discriminatedUnion('baseType', [
  z.object({ baseType: z.literal('RequestData'), baseData: z.looseObject({ ...called, responseCode: z.string().min(1) }) }),
  z.object({
    baseType: z.literal('RemoteDependencyData'),
    baseData: z.looseObject({ ...called, resultCode: z.string(), type: z.string() }),
  }),
  z.object({ baseType: z.literal('MessageData'), baseData: z.looseObject({ ...common, message: z.string().max(32_768) }) }),
  z.object({
    baseType: z.literal('ExceptionData'),
    baseData: z.looseObject({ ...common, exceptions: z.array(z.looseObject({ message: z.string(), typeName: z.string() })).min(1) }),
  }),
])
const itemSchema = z.object({
  ver: z.literal(1),
  name: z.string().startsWith('Microsoft.ApplicationInsights.'),
  time: z.iso.datetime(),
  sampleRate: z.number().positive().max(100),
  iKey: z.literal(KEY),
  tags: z.record(z.string(), z.string()),
  data: baseSchema,
})
export type Item = z.infer<typeof itemSchema>

export class TrackStandIn {
  readonly items: Item[] = []
  /** Status for items that would be accepted: what the next request answers for the item at an index. */
  readonly refuse = new Map<number, number>()
  readonly server = new FaultyServer((asked) => this.#answer(asked))

  get connectionString(): string {
    return `InstrumentationKey=${KEY};IngestionEndpoint=${this.server.origin}/;LiveEndpoint=https://live.example/`
  }

  #answer({ method, path, body }: Asked): Answer {
    if (method !== 'POST' || path !== '/v2.1/track') return { status: 404 }
    const list: unknown = JSON.parse(body.toString('utf8'))
    if (!Array.isArray(list)) return { status: 400 }
    const errors: { index: number; statusCode: number; message: string }[] = []
    for (const [index, one] of list.entries()) {
      const parsed = itemSchema.safeParse(one)
      const statusCode = parsed.success ? (this.refuse.get(index) ?? 200) : 400
      if (parsed.success && statusCode === 200) this.items.push(parsed.data)
      else errors.push({ index, statusCode, message: 'refused' })
    }
    this.refuse.clear()
    const accepted = list.length - errors.length
    const status = errors.length === 0 ? 200 : accepted === 0 ? (errors[0]?.statusCode ?? 400) : 206
    return { status, body: { itemsReceived: list.length, itemsAccepted: accepted, errors } }
  }
}
