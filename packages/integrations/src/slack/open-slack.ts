import type { Notice, Notifier } from '@aks-copilot/remediation/ports'
import { z } from 'zod'
import { findMessage, isThreadGone, type Self } from './find-message.ts'
import { SLACK_PATIENCE, SlackClient, type SlackPatience } from './slack-client.ts'
import { ServiceFault } from '../calls/service-fault.ts'
import { notConfigured } from './slack-faults.ts'
import { slackMessage } from './slack-message.ts'

export interface SlackOptions {
  /** Of a bot (`xoxb-…`), with chat:write and channels:history (groups:history for a private channel). */
  readonly token: string
  /** Id of the channel, such as C0123456789; its name would need another right. */
  readonly channel: string
  /** Default https://slack.com/api/. */
  readonly api?: string | undefined
  /** How far back a message that was sent before is looked for; default 7 days. */
  readonly lookBackMs?: number | undefined
  readonly patience?: Partial<SlackPatience> | undefined
  /** Warnings, one line each, without secrets. */
  readonly log?: ((line: string) => void) | undefined
}

const WEEK = 7 * 24 * 3_600_000

/**
 * Messages in one channel of Slack. Sends nothing yet. An id is `CHANNEL/TIMESTAMP`. Slack takes no key that would make a message unique:
 * each carries its run and key as metadata, and is looked for before it is sent and after each failure that says nothing of what was done.
 * Throws SLACK_NOT_CONFIGURED; its methods throw SLACK_UNREACHABLE, SLACK_RATE_LIMITED, SLACK_DENIED and SLACK_REFUSED.
 */
export async function openSlack(options: SlackOptions): Promise<Notifier> {
  const token = options.token.trim()
  if (!/^xox[a-z]-[\w-]+$/.test(token) && !/^xoxe\.xox[a-z]-[\w-]+$/.test(token))
    throw notConfigured(
      'The token for Slack is empty or no token.',
      'Set AKS_COPILOT_SLACK_TOKEN to the Bot User OAuth Token of the app (xoxb-…).',
    )
  if (!/^[CGD][A-Z0-9]{5,}$/.test(options.channel))
    throw notConfigured(
      'slack.channel is no id of a channel.',
      'Take the id from the details of the channel in Slack: it looks like C0123456789. A name does not do.',
    )
  const { WebClient } = await import('@slack/web-api')
  const log = options.log ?? ((): void => {})
  const patience = { ...SLACK_PATIENCE, ...options.patience }
  const client = new SlackClient({ WebClient, token, api: apiOf(options.api), patience, log })
  return new SlackNotifier(client, { channel: options.channel, lookBackMs: options.lookBackMs ?? WEEK, log })
}

function apiOf(given: string | undefined): string {
  const url = URL.parse(given ?? 'https://slack.com/api/')
  const isHere = url !== null && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  if (url !== null && url.username === '' && (url.protocol === 'https:' || (url.protocol === 'http:' && isHere))) return url.href
  throw notConfigured(
    'The address of the API of Slack must begin with https:// and hold no login.',
    'Leave slack.api out, or give such an address.',
  )
}

interface Place {
  readonly channel: string
  readonly lookBackMs: number
  readonly log: (line: string) => void
}

const postedSchema = z.object({ channel: z.string(), ts: z.string() })
const selfSchema = z.object({ user_id: z.string(), bot_id: z.string().optional() })
/** A message that a person deleted needs no other text. */
const GONE = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed'])

class SlackNotifier implements Notifier {
  readonly #client: SlackClient
  readonly #place: Place
  /** By run and key: what this process sent or found. */
  readonly #sent = new Map<string, string>()
  #self: Self | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(client: SlackClient, place: Place) {
    this.#client = client
    this.#place = place
  }

  post(notice: Notice, signal?: AbortSignal): Promise<string> {
    return this.#inOrder(async () => {
      const id = JSON.stringify([notice.runId, notice.key])
      const known = this.#sent.get(id)
      if (known !== undefined) return known
      const sent = await this.#postOnce(notice, signal)
      this.#sent.set(id, sent)
      return sent
    })
  }

  update(id: string, notice: Notice, signal?: AbortSignal): Promise<void> {
    return this.#inOrder(async () => {
      const { channel, ts } = placeOf(id)
      try {
        await this.#client.call(postedSchema, 'chat.update', { channel, ts, ...slackMessage(notice) }, { signal, repeat: 'any' })
      } catch (fault) {
        if (!(fault instanceof ServiceFault) || fault.reason === undefined || !GONE.has(fault.reason)) throw fault
        this.#place.log(`chat.update: the message stays as it is (${fault.reason}).`)
      }
    })
  }

  /** One after another, as they were asked for; the failure of one is no failure of the next. */
  #inOrder<T>(act: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(act, act)
    this.#last = mine.catch(() => undefined)
    return mine
  }

  async #postOnce(notice: Notice, signal: AbortSignal | undefined): Promise<string> {
    const thread = notice.thread === undefined ? undefined : placeOf(notice.thread).ts
    try {
      return await this.#findOrSend(notice, thread, signal)
    } catch (fault) {
      if (thread === undefined || !isThreadGone(fault)) throw fault
      this.#place.log('The message that began the thread is gone; this one goes into the channel.')
      return await this.#findOrSend(notice, undefined, signal)
    }
  }

  async #findOrSend(notice: Notice, thread: string | undefined, signal: AbortSignal | undefined): Promise<string> {
    const { channel } = this.#place
    const args = { channel, ...slackMessage(notice), ...(thread === undefined ? {} : { thread_ts: thread }), ...PLAIN }
    for (let attempt = 1; ; attempt += 1) {
      const found = await findMessage(notice, thread, { client: this.#client, self: await this.#whoAmI(signal), ...this.#place, signal })
      if (found !== undefined) return `${channel}/${found}`
      try {
        const posted = await this.#client.call(postedSchema, 'chat.postMessage', args, { signal, repeat: 'unsent' })
        return `${posted.channel}/${posted.ts}`
      } catch (fault) {
        if (!(fault instanceof ServiceFault) || fault.category !== 'transient' || fault.unsent || attempt >= this.#client.tries) throw fault
        // Longer than other pauses: what was sent shall be in the history by then.
        await this.#client.pause(attempt + 1, signal)
      }
    }
  }

  async #whoAmI(signal: AbortSignal | undefined): Promise<Self> {
    if (this.#self !== undefined) return this.#self
    const { user_id: user, bot_id: bot } = await this.#client.call(selfSchema, 'auth.test', {}, { signal, repeat: 'any' })
    this.#self = { user, bot }
    return this.#self
  }
}

/** Nothing in the text is turned into a link, a mention or a preview. */
const PLAIN = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false }

function placeOf(id: string): { readonly channel: string; readonly ts: string } {
  const [, channel, ts] = /^([CGD][A-Z0-9]+)\/(\d+\.\d+)$/.exec(id) ?? []
  if (channel !== undefined && ts !== undefined) return { channel, ts }
  throw new ServiceFault({
    code: 'SLACK_REFUSED',
    category: 'validation',
    message: 'The state of the run names a message that is none of Slack.',
    remedy: 'The run was begun with another receiver of messages: end it there, or begin a new one.',
  })
}
