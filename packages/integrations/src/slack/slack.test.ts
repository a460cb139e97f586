import { inspect } from 'node:util'
import type { Notice } from '@aks-copilot/remediation/ports'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Fault } from '../test-support/faulty-server.ts'
import { mrkdwn, pieces } from './mrkdwn.ts'
import { openSlack, type SlackOptions } from './open-slack.ts'
import { slackMessage } from './slack-message.ts'
import { SlackStandIn, type SlackStandInOptions } from './test-support/slack-stand-in.ts'

const TOKEN = 'xoxb-1234-planted-secret'
const CHANNEL = 'C0123456789'
const NOTICE: Notice = { key: 'run', runId: 'run-1', severity: 'critical', title: 'shop: not healthy', text: 'Why.', links: [] }

let slack: SlackStandIn
const lines: string[] = []
async function open(
  options: Partial<SlackOptions> = {},
  standIn: SlackStandInOptions = {},
): Promise<Awaited<ReturnType<typeof openSlack>>> {
  await slack?.stop()
  slack = await SlackStandIn.start({ token: TOKEN, ...standIn })
  return await openSlack({
    token: TOKEN,
    channel: CHANNEL,
    api: slack.api,
    patience: { timeoutMs: 700, pauseMs: 2, limitMs: 2000 },
    log: (line) => lines.push(line),
    ...options,
  })
}
beforeEach(() => void lines.splice(0))
afterEach(() => slack?.stop())

describe('a message', () => {
  it.each([
    ['<!channel> <@U012> <#C012> <!subteam^S1>', '&lt;!channel&gt; &lt;@U012&gt; &lt;#C012&gt; &lt;!subteam^S1&gt;'],
    ['a & b &lt;', 'a &amp; b &amp;lt;'],
    ['**bold** and `<code> **as is**`', '*bold* and `&lt;code&gt; **as is**`'],
    ['- one\n  * two', '• one\n  • two'],
    ['[Log in](https://evil.example/x)', 'Log in (<https://evil.example/x>)'],
    ['[x](javascript:alert(1))', '[x](javascript:alert(1))'],
    ['[a](https://b.example/|<!here>)', '[a](https://b.example/|&lt;!here&gt;)'],
    ['```\n<!here> **x**\n```', '```\n&lt;!here&gt; **x**\n```'],
  ])('%j is %j', (markdown, wanted) => {
    expect(mrkdwn(markdown)).toBe(wanted)
  })

  it('says how bad it is with a word', () => {
    const texts = (['info', 'good', 'warning', 'critical'] as const).map((severity) => slackMessage({ ...NOTICE, severity }).text)
    expect(texts).toEqual(['○ Note', '✓ Good', '▲ Warning', '■ Critical'].map((word) => `${word}: shop: not healthy`))
  })

  it('stays within the limits of Slack, and Slack takes it', async () => {
    const notifier = await open()
    const text = `${'<&>'.repeat(2000)}\n${'line of text\n'.repeat(20_000)}`
    const links = Array.from({ length: 40 }, (_, index) => ({ text: 'x'.repeat(200), url: `https://example.com/${index}` }))
    await notifier.post({ ...NOTICE, title: 't<'.repeat(2000), text, links })
    const [message] = slack.messages
    expect(message?.blocks.length).toBeLessThanOrEqual(50)
    expect(message?.text.length).toBeLessThanOrEqual(3000)
  })

  it('cuts between lines, and never inside of an escape', () => {
    const cut = pieces('&lt;'.repeat(50), 30)
    expect(cut.join('')).toBe('&lt;'.repeat(50))
    expect(cut.every((piece) => /^(?:&lt;)+$/.test(piece))).toBe(true)
    expect(pieces('one\ntwo', 5)).toEqual(['one', 'two'])
  })

  it('has buttons for web addresses only', () => {
    const links = ['https://github.com/contoso/shop/pull/7', 'javascript:alert(1)', 'nothing'].map((url) => ({
      text: 'Pull request 7',
      url,
    }))
    const actions = slackMessage({ ...NOTICE, links }).blocks.filter(({ type }) => type === 'actions')
    expect(actions).toMatchObject([{ elements: [{ url: links[0]?.url, text: { text: 'Pull request 7' } }] }])
  })

  it('masks what looks like a secret', () => {
    expect(JSON.stringify(slackMessage({ ...NOTICE, text: 'password=hunter2-planted' }))).not.toContain('hunter2-planted')
  })
})

describe('what is there already', () => {
  it('counts only where we wrote it', async () => {
    const notifier = await open()
    const metadata = slackMessage(NOTICE).metadata
    const forged = slack.say({ channel: CHANNEL, thread: undefined, text: 'forged', blocks: [], metadata })
    expect(await notifier.post(NOTICE)).not.toContain(forged)
    expect(slack.withKey('run')).toHaveLength(1)
  })

  it('is found pages back', async () => {
    const notifier = await open()
    const id = await notifier.post(NOTICE)
    for (let index = 0; index < 120; index += 1)
      slack.say({ channel: CHANNEL, thread: undefined, text: 'talk', blocks: [], metadata: null })
    const again = await openSlack({ token: TOKEN, channel: CHANNEL, api: slack.api })
    expect(await again.post(NOTICE)).toBe(id)
  })

  it('is told in the channel where its thread was deleted', async () => {
    const notifier = await open()
    const thread = await notifier.post(NOTICE)
    slack.messages.length = 0
    const reply = { ...NOTICE, key: 'end', thread }
    const id = await notifier.post(reply)
    expect(slack.withKey('end')).toMatchObject([{ thread: undefined }])
    expect(await (await openSlack({ token: TOKEN, channel: CHANNEL, api: slack.api })).post(reply)).toBe(id)
  })

  it('needs no other text where a person deleted it', async () => {
    const notifier = await open()
    const id = await notifier.post(NOTICE)
    slack.messages.length = 0
    await notifier.update(id, NOTICE)
    expect(lines.join()).toContain('message_not_found')
  })
})

type Does = Fault['does']
const TRANSIENT: readonly [string, Does][] = [
  ['500', { kind: 'answer', status: 500 }],
  ['503 with a web page', { kind: 'answer', status: 503, body: '<html>Down</html>' }],
  ['429', { kind: 'answer', status: 429, headers: { 'retry-after': '0' } }],
  ['429 without a time', { kind: 'answer', status: 429, body: {} }],
  ['an internal error', { kind: 'answer', status: 200, body: { ok: false, error: 'internal_error' } }],
  ['a connection that breaks', { kind: 'reset' }],
  ['a time-out', { kind: 'hang' }],
  ['a lost answer', { kind: 'lost' }],
  ['half an answer', { kind: 'half' }],
  ['rubbish', { kind: 'rubbish', text: '<html>Sign in</html>' }],
  ['an answer that is something else', { kind: 'rubbish', text: '{"ok":true,"ts":7}' }],
]

describe.each(['auth.test', 'conversations.history', 'chat.postMessage', 'chat.update'])('faults of %s', (method) => {
  it.each(TRANSIENT.filter(([title]) => title !== '429 without a time'))('%s: one message in the end', async (_, does) => {
    const notifier = await open()
    slack.fail({ on: new RegExp(method), does })
    const id = await notifier.post(NOTICE)
    await notifier.update(id, { ...NOTICE, title: 'healthy again' })
    expect(slack.withKey('run').map(({ text }) => text)).toEqual(['■ Critical: healthy again'])
  })

  it.each(TRANSIENT)('%s that stays: transient, nothing of the token', async (_, does) => {
    const notifier = await open()
    slack.fail({ on: new RegExp(method), times: 100, does })
    const fault: unknown = await notifier
      .post(NOTICE)
      .then((id) => notifier.update(id, NOTICE))
      .catch((error: unknown) => error)
    // What was done before its answer was spoilt is found, and no fault.
    if (method === 'chat.postMessage' && ['lost', 'half', 'rubbish'].includes(does.kind))
      return expect(slack.withKey('run')).toHaveLength(1)
    expect(fault).toMatchObject({ category: 'transient', code: expect.stringMatching(/^SLACK_(?:UNREACHABLE|RATE_LIMITED)$/) as string })
    expect(inspect([fault, lines], { depth: Infinity, showHidden: true })).not.toContain('planted-secret')
    expect(slack.withKey('run').length).toBeLessThanOrEqual(1)
  })
})

describe('a limit', () => {
  it('longer than we wait is an error that says how long', async () => {
    const notifier = await open()
    slack.fail({ on: /postMessage/, does: { kind: 'answer', status: 429, headers: { 'retry-after': '600' } } })
    await expect(notifier.post(NOTICE)).rejects.toMatchObject({
      code: 'SLACK_RATE_LIMITED',
      message: expect.stringContaining('600 s') as string,
    })
    expect(slack.server.requests.filter((line) => line.includes('postMessage'))).toHaveLength(1)
  })
})

describe('what the user must change', () => {
  it.each<[string, Partial<SlackOptions>, SlackStandInOptions, RegExp]>([
    ['a wrong token', { token: 'xoxb-9-wrong' }, {}, /Bot User OAuth Token/],
    ['no such channel', { channel: 'C0000000000' }, {}, /slack\.channel/],
    ['a channel without us', {}, { channels: { [CHANNEL]: 'stranger' } }, /Invite/],
    ['an archived channel', {}, { channels: { [CHANNEL]: 'archived' } }, /archive/],
    ['no right to write', {}, { scopes: ['channels:history'] }, /chat:write/],
    ['no right to read', {}, { scopes: ['chat:write'] }, /channels:history/],
  ])('%s: SLACK_DENIED with what to do, at once', async (_, options, standIn, remedy) => {
    const notifier = await open(options, standIn)
    await expect(notifier.post(NOTICE)).rejects.toMatchObject({
      code: 'SLACK_DENIED',
      category: 'validation',
      remedy: expect.stringMatching(remedy) as string,
    })
    expect(slack.server.requests.length).toBeLessThanOrEqual(3)
  })

  it('a token that ended', async () => {
    const notifier = await open()
    slack.fail({ on: /auth\.test/, does: { kind: 'answer', status: 200, body: { ok: false, error: 'token_expired' } } })
    await expect(notifier.post(NOTICE)).rejects.toMatchObject({
      code: 'SLACK_DENIED',
      remedy: expect.stringContaining('rotation') as string,
    })
  })

  it.each<[string, Partial<SlackOptions>]>([
    ['no token', { token: ' ' }],
    ['a webhook for a token', { token: 'https://hooks.slack.com/services/T/B/planted-secret' }],
    ['the name of a channel', { channel: '#shop' }],
    ['an address without TLS', { api: 'http://slack.example/api/' }],
    ['an address with a login', { api: 'https://me:planted-secret@slack.example/' }],
  ])('%s: SLACK_NOT_CONFIGURED', async (_, options) => {
    const fault: unknown = await openSlack({ token: TOKEN, channel: CHANNEL, ...options }).catch((error: unknown) => error)
    expect(fault).toMatchObject({ code: 'SLACK_NOT_CONFIGURED' })
    expect(inspect(fault, { depth: Infinity })).not.toContain('planted-secret')
  })

  it('a redirect is not followed', async () => {
    const notifier = await open()
    slack.fail({ on: /auth\.test/, does: { kind: 'answer', status: 302, headers: { location: 'http://127.0.0.1:1/' } } })
    await expect(notifier.post(NOTICE)).rejects.toMatchObject({ code: 'SLACK_REFUSED' })
  })
})
