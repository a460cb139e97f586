/**
 * A Slack of this machine for one workspace and one bot, for tests: `auth.test`, `chat.postMessage`, `chat.update`, `conversations.history`
 * and `conversations.replies` of the Web API, form-encoded as the SDK sends them, with Slack's envelope (`ok`, `error`, `needed`), scopes,
 * membership of channels, threads, message metadata (given only to who asks for it), cursors, and the limits of blocks.
 *
 * What it does not do, and Slack does: users, several workspaces, rotation of tokens, files and other kinds of messages; the rate limits
 * themselves (a 429 comes as an injected fault); a history that lags behind; the clean-up of texts; links and mentions are not resolved.
 * Blocks are checked for the kinds and lengths that are used here, not for the whole of Block Kit.
 */
import { type Answer, type Asked, type Fault, FaultyServer } from '../../test-support/faulty-server.ts'

export interface StoredMessage {
  readonly ts: string
  readonly channel: string
  readonly bot: string
  thread: string | undefined
  text: string
  blocks: readonly unknown[]
  metadata: unknown
}

export interface SlackStandInOptions {
  /** Default xoxb-standin. */
  readonly token?: string
  readonly scopes?: readonly string[]
  /** Ids of channels, and whether the bot is in each. */
  readonly channels?: Readonly<Record<string, 'member' | 'stranger' | 'archived'>>
}

type Args = URLSearchParams
class Refused extends Error {
  readonly more: Readonly<Record<string, unknown>>
  constructor(reason: string, more: Readonly<Record<string, unknown>> = {}) {
    super(reason)
    this.more = more
  }
}

const BOT = 'B0STANDIN'
const PAGE = 50

export class SlackStandIn {
  readonly messages: StoredMessage[] = []
  readonly server: FaultyServer
  readonly #token: string
  readonly #scopes: ReadonlySet<string>
  readonly #channels: Readonly<Record<string, string>>
  #clock = 0

  private constructor({ token, scopes, channels }: SlackStandInOptions) {
    this.#token = token ?? 'xoxb-standin'
    this.#scopes = new Set(scopes ?? ['chat:write', 'channels:history'])
    this.#channels = channels ?? { C0123456789: 'member' }
    this.server = new FaultyServer((asked) => this.#answer(asked))
  }

  static async start(options: SlackStandInOptions = {}): Promise<SlackStandIn> {
    const made = new SlackStandIn(options)
    await made.server.start()
    return made
  }

  get api(): string {
    return `${this.server.origin}/api/`
  }

  fail(fault: Fault): void {
    this.server.fail(fault)
  }

  /** A message of somebody else: of another app with another bot. */
  say(message: Omit<StoredMessage, 'ts' | 'bot'> & { readonly bot?: string }): string {
    const ts = this.#nextStamp()
    this.messages.push({ bot: 'B0OTHER', ...message, ts })
    return ts
  }

  /** Messages with this key. */
  withKey(key: string): readonly StoredMessage[] {
    return this.messages.filter(({ metadata, bot }) => bot === BOT && JSON.stringify(metadata).includes(`"key":${JSON.stringify(key)}`))
  }

  stop(): Promise<void> {
    return this.server.stop()
  }

  #answer({ path, headers, body }: Asked): Answer {
    const method = path.replace(/^\/api\//, '')
    const args = new URLSearchParams(body.toString('utf8'))
    try {
      const authorization = headers.authorization ?? ''
      if (authorization === '') throw new Refused('not_authed')
      if (authorization !== `Bearer ${this.#token}`) throw new Refused('invalid_auth')
      return { status: 200, body: { ok: true, ...this.#route(method, args) } }
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return { status: 200, body: { ok: false, error: error.message, ...error.more } }
    }
  }

  #route(method: string, args: Args): Record<string, unknown> {
    if (method === 'auth.test') return { url: 'https://contoso.slack.com/', team_id: 'T0', user_id: 'U0STANDIN', bot_id: BOT }
    if (method === 'chat.postMessage') return this.#post(args)
    if (method === 'chat.update') return this.#update(args)
    if (method === 'conversations.history' || method === 'conversations.replies') return this.#read(method, args)
    throw new Refused('unknown_method')
  }

  #post(args: Args): Record<string, unknown> {
    const channel = this.#channel('chat:write', args)
    const thread = args.get('thread_ts') ?? undefined
    if (thread !== undefined && !this.messages.some(({ ts }) => ts === thread)) throw new Refused('thread_not_found')
    const message = { ts: this.#nextStamp(), channel, bot: BOT, thread, ...contentOf(args) }
    this.messages.push(message)
    return { channel, ts: message.ts, message: { type: 'message', text: message.text, bot_id: BOT } }
  }

  #update(args: Args): Record<string, unknown> {
    const channel = this.#channel('chat:write', args)
    const message = this.messages.find(({ ts }) => ts === args.get('ts'))
    if (message === undefined) throw new Refused('message_not_found')
    if (message.bot !== BOT) throw new Refused('cant_update_message')
    Object.assign(message, contentOf(args))
    return { channel, ts: message.ts, text: message.text }
  }

  #read(method: string, args: Args): Record<string, unknown> {
    const channel = this.#channel('channels:history', args)
    const thread = args.get('ts')
    const all = this.messages.filter((message) => message.channel === channel)
    const oldest = Number(args.get('oldest') ?? 0)
    const list =
      method === 'conversations.replies'
        ? all.filter(({ ts, thread: of }) => ts === thread || of === thread)
        : all.filter(({ ts, thread: of }) => of === undefined && Number(ts) > oldest).toReversed()
    if (method === 'conversations.replies' && !list.some(({ ts }) => ts === thread)) throw new Refused('thread_not_found')
    const from = Number(args.get('cursor') ?? 0)
    const size = Math.min(PAGE, Number(args.get('limit') ?? PAGE))
    const more = from + size < list.length
    const shown = list.slice(from, from + size).map((message) => this.#shown(message, args.get('include_all_metadata') === 'true'))
    return { messages: shown, has_more: more, response_metadata: { next_cursor: more ? String(from + size) : '' } }
  }

  #shown({ ts, text, bot, thread, metadata }: StoredMessage, withMetadata: boolean): Record<string, unknown> {
    const known = typeof metadata === 'object' && metadata !== null ? metadata : undefined
    return {
      type: 'message',
      ts,
      text,
      bot_id: bot,
      thread_ts: thread,
      ...(withMetadata && known !== undefined ? { metadata: known } : {}),
    }
  }

  #channel(scope: string, args: Args): string {
    if (!this.#scopes.has(scope)) throw new Refused('missing_scope', { needed: scope, provided: [...this.#scopes].join(',') })
    const channel = args.get('channel') ?? ''
    const state = this.#channels[channel]
    if (state === undefined) throw new Refused('channel_not_found')
    if (state === 'stranger') throw new Refused('not_in_channel')
    if (state === 'archived') throw new Refused('is_archived')
    return channel
  }

  #nextStamp(): string {
    this.#clock += 1
    return `${Math.floor(Date.now() / 1000)}.${String(this.#clock).padStart(6, '0')}`
  }
}

function contentOf(args: Args): { text: string; blocks: readonly unknown[]; metadata: unknown } {
  const blocks: unknown = JSON.parse(args.get('blocks') ?? '[]')
  if (!Array.isArray(blocks) || blocks.length > 50 || blocks.some(isTooLong)) throw new Refused('invalid_blocks')
  const metadata: unknown = JSON.parse(args.get('metadata') ?? 'null')
  if (metadata !== null && !(typeof metadata === 'object' && 'event_type' in metadata && 'event_payload' in metadata))
    throw new Refused('invalid_metadata_format')
  const text = args.get('text') ?? ''
  if (text === '' && blocks.length === 0) throw new Refused('no_text')
  return { text, blocks, metadata }
}

interface Block {
  readonly type: string
  readonly text?: { readonly text: string }
  readonly elements?: readonly { readonly text: string | { readonly text: string }; readonly url?: string }[]
}
const LIMITS: Readonly<Record<string, number>> = { header: 150, section: 3000 }

function isTooLong(block: Block): boolean {
  const { type, text, elements = [] } = block
  const limit = LIMITS[type]
  if (limit !== undefined) return text === undefined || text.text.length === 0 || text.text.length > limit
  if (type === 'context') return elements.length > 10
  return type !== 'actions' || elements.length > 25 || elements.some(({ text: label, url = '' }) => isWrongButton(label, url))
}

function isWrongButton(label: string | { readonly text: string }, url: string): boolean {
  return typeof label === 'string' || label.text.length === 0 || label.text.length > 75 || url.length > 3000
}
