import type { Notice } from '@aks-copilot/remediation/ports'
import { z } from 'zod'
import type { SlackClient } from './slack-client.ts'
import { ServiceFault } from '../calls/service-fault.ts'
import { EVENT_TYPE } from './slack-message.ts'

interface Search {
  readonly client: SlackClient
  readonly channel: string
  /** Who we are: only our own messages count, whatever metadata others write. */
  readonly self: Self
  /** How far back the channel is read, in milliseconds. */
  readonly lookBackMs: number
  readonly signal: AbortSignal | undefined
  readonly log: (line: string) => void
}

export interface Self {
  readonly bot: string | undefined
  readonly user: string
}

const PAGE = 200
const MOST_PAGES = 15

const pageSchema = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      user: z.string().optional(),
      bot_id: z.string().optional(),
      metadata: z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) }).optional(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
})
type Message = z.infer<typeof pageSchema>['messages'][number]

/** The time stamp of the message with this run and key that was sent already: in its thread, or in the channel. */
export async function findMessage(notice: Notice, thread: string | undefined, search: Search): Promise<string | undefined> {
  const { client, channel, signal } = search
  const oldest = String((Date.now() - search.lookBackMs) / 1000)
  const [method, where] = thread === undefined ? ['conversations.history', { oldest }] : ['conversations.replies', { ts: thread }]
  let cursor: string | undefined
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const args = { channel, ...where, limit: PAGE, include_all_metadata: true, ...(cursor === undefined ? {} : { cursor }) }
    const { messages, response_metadata } = await client.call(pageSchema, method, args, { signal, repeat: 'any' })
    const found = messages.find((message) => isOurs(message, search.self) && isFor(message, notice))
    if (found !== undefined) return found.ts
    cursor = response_metadata?.next_cursor
    if (cursor === undefined || cursor === '') return undefined
  }
  search.log(`${method}: more than ${PAGE * MOST_PAGES} messages; an older one of the same key would not be found.`)
  return undefined
}

function isOurs(message: Message, { bot, user }: Self): boolean {
  return bot === undefined ? message.user === user : message.bot_id === bot
}

function isFor({ metadata }: Message, { runId, key }: Notice): boolean {
  return metadata?.event_type === EVENT_TYPE && metadata.event_payload['runId'] === runId && metadata.event_payload['key'] === key
}

/** Whether the thread that was written to, or read, is no longer there. */
export function isThreadGone(error: unknown): boolean {
  return error instanceof ServiceFault && (error.reason === 'thread_not_found' || error.reason === 'cannot_reply_to_message')
}
