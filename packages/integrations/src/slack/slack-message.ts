import { maskSecrets } from '@aks-copilot/cluster'
import type { Notice } from '@aks-copilot/remediation/ports'
import type { Button, KnownBlock } from '@slack/web-api'
import { escaped, mrkdwn, pieces, shortened } from './mrkdwn.ts'

/** Names the metadata of our messages. */
export const EVENT_TYPE = 'aks_copilot_notice'

/** The limits of Slack. */
const HEADER = 150
const SECTION = 3000
const BLOCKS = 50
const BUTTONS = 25
const BUTTON_TEXT = 75
const URL_LENGTH = 3000
const FALLBACK = 3000

/** A word and a sign each: colours say nothing to some. */
const SEVERITIES: Readonly<Record<Notice['severity'], string>> = {
  info: '○ Note',
  good: '✓ Good',
  warning: '▲ Warning',
  critical: '■ Critical',
}

export interface SlackMessage {
  /** What notifications and screen readers get. */
  readonly text: string
  readonly blocks: KnownBlock[]
  readonly metadata: { readonly event_type: string; readonly event_payload: { readonly runId: string; readonly key: string } }
}

/** A notice as Slack shows it, within Slack's limits. What looks like a secret is masked once more: nobody can take a message back. */
export function slackMessage(notice: Notice): SlackMessage {
  const title = maskSecrets(notice.title).replaceAll(/\s+/g, ' ').trim()
  const body = maskSecrets(notice.text)
  const buttons = buttonsOf(notice)
  return {
    text: shortened(escaped(`${SEVERITIES[notice.severity]}: ${title}`), FALLBACK),
    blocks: [
      ...titleBlocks(title),
      ...sections(mrkdwn(body)),
      {
        type: 'context',
        elements: [{ type: 'mrkdwn', text: `*${SEVERITIES[notice.severity]}* | run ${escaped(notice.runId)}`, verbatim: true }],
      },
      ...(buttons.length === 0 ? [] : [{ type: 'actions' as const, elements: buttons }]),
    ],
    metadata: { event_type: EVENT_TYPE, event_payload: { runId: notice.runId, key: notice.key } },
  }
}

/** A title that is too long for a header goes on below it. */
function titleBlocks(title: string): KnownBlock[] {
  if (title === '') return []
  const header: KnownBlock = { type: 'header', text: { type: 'plain_text', text: shortened(title, HEADER), emoji: false } }
  return title.length <= HEADER ? [header] : [header, ...sections(escaped(title))]
}

/** Leaves room for the header, the rest of a long title, the context and the buttons. */
const MOST_SECTIONS = BLOCKS - 8

function sections(text: string): KnownBlock[] {
  const all = pieces(text, SECTION)
  const some = all.length <= MOST_SECTIONS ? all : [...all.slice(0, MOST_SECTIONS - 1), '…']
  return some.map((piece) => ({ type: 'section', text: { type: 'mrkdwn', text: piece, verbatim: true } }))
}

function buttonsOf({ links }: Notice): Button[] {
  return links
    .filter(({ url }) => url.length <= URL_LENGTH && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))
    .slice(0, BUTTONS)
    .map(({ text, url }, index) => ({
      type: 'button',
      text: { type: 'plain_text', text: shortened(maskSecrets(text).trim() || 'Open', BUTTON_TEXT), emoji: false },
      url,
      action_id: `link-${index}`,
    }))
}
