import type { Notice, Notifier } from '@aks-copilot/remediation/ports'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSlack } from '../slack/open-slack.ts'
import { SlackStandIn } from '../slack/test-support/slack-stand-in.ts'

/** What every notifier promises. A second one over the same receiver is what a restart makes. */
interface Subject {
  readonly open: () => Promise<Notifier>
  /** The titles of what was sent with a key, as the receiver has them, and whether it is in a thread. */
  readonly sent: (key: string) => readonly { readonly title: string; readonly inThread: boolean }[]
  /** Keys in the order in which they came. */
  readonly keys: () => readonly string[]
  /** The next message is taken, and the answer is lost. */
  readonly loseNextAnswer: () => void
  /** The next request gets no answer at all. */
  readonly hangNext: () => void
  readonly close: () => Promise<void>
}

const SUBJECTS: readonly { readonly title: string; readonly start: () => Promise<Subject> }[] = [
  {
    title: 'slack',
    start: async () => {
      const slack = await SlackStandIn.start()
      const keyOf = (metadata: unknown): string => (metadata as { event_payload: { key: string } }).event_payload.key
      return {
        open: () => openSlack({ token: 'xoxb-standin', channel: 'C0123456789', api: slack.api, patience: { timeoutMs: 2000, pauseMs: 5 } }),
        sent: (key) => slack.withKey(key).map(({ text, thread }) => ({ title: text, inThread: thread !== undefined })),
        keys: () => slack.messages.map(({ metadata }) => keyOf(metadata)),
        loseNextAnswer: () => slack.fail({ on: /chat\.postMessage/, does: { kind: 'lost' } }),
        hangNext: () => slack.fail({ on: /chat\.postMessage/, does: { kind: 'hang' } }),
        close: () => slack.stop(),
      }
    },
  },
]

let named = 0
function notice(more: Partial<Notice> = {}): Notice {
  named += 1
  return { key: `key-${named}`, runId: 'run-1', severity: 'warning', title: `Title ${named}`, text: 'Text.', links: [], ...more }
}

describe.each(SUBJECTS)('$title', ({ start }) => {
  let subject: Subject
  let notifier: Notifier
  beforeAll(async () => {
    subject = await start()
    notifier = await subject.open()
  })
  afterAll(() => subject.close())

  it('sends the same key once, whoever asks', async () => {
    const one = notice()
    const ids = await Promise.all([notifier.post(one), notifier.post(one)])
    const restarted = await subject.open()
    expect(new Set([...ids, await restarted.post(one)]).size).toBe(1)
    expect(subject.sent(one.key)).toHaveLength(1)
  })

  it('sends the same key of another run again', async () => {
    const one = notice()
    expect(await notifier.post(one)).not.toBe(await notifier.post({ ...one, runId: 'run-2' }))
    expect(subject.sent(one.key)).toHaveLength(2)
  })

  it('puts what belongs together into a thread, once', async () => {
    const root = notice()
    const thread = await notifier.post(root)
    const reply = notice({ thread })
    const id = await notifier.post(reply)
    expect(await (await subject.open()).post(reply)).toBe(id)
    expect(subject.sent(root.key)).toMatchObject([{ inThread: false }])
    expect(subject.sent(reply.key)).toMatchObject([{ inThread: true }])
  })

  it('puts another text in place of the first, however often', async () => {
    const one = notice()
    const id = await notifier.post(one)
    const later = { ...one, title: 'healthy again', severity: 'good' as const }
    await notifier.update(id, later)
    await (await subject.open()).update(id, later)
    expect(subject.sent(one.key)).toEqual([{ title: expect.stringContaining('healthy again') as string, inThread: false }])
    expect(await (await subject.open()).post(one)).toBe(id)
  })

  it('keeps the order in which it was asked', async () => {
    const before = subject.keys().length
    const all = [notice(), notice(), notice(), notice()]
    await Promise.all(all.map((one) => notifier.post(one)))
    expect(subject.keys().slice(before)).toEqual(all.map(({ key }) => key))
  })

  it('finds what was sent when the answer was lost', async () => {
    subject.loseNextAnswer()
    const one = notice()
    const id = await notifier.post(one)
    expect(subject.sent(one.key)).toHaveLength(1)
    expect(await (await subject.open()).post(one)).toBe(id)
  })

  it('stops with the signal, and sends the next', async () => {
    subject.hangNext()
    const one = notice()
    const next = notice()
    const posts = [notifier.post(one, AbortSignal.timeout(100)), notifier.post(next)] as const
    await expect(posts[0]).rejects.toMatchObject({ name: 'TimeoutError' })
    await posts[1]
    expect(subject.sent(one.key)).toHaveLength(0)
    expect(subject.sent(next.key)).toHaveLength(1)
  })
})
