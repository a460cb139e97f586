import type { AnswerEvent } from '@aks-copilot/assistant'
import type { Answer, AnswerStart } from '@aks-copilot/contracts'
import { createColors } from 'picocolors'
import { printable } from '../printable.ts'
import { type Terminal, wantsColor, writeOut } from '../terminal.ts'
import { markdownText, type MarkdownTextOptions } from './markdown-text.ts'

const WIDEST = 110

/** Prints an answer as it comes: the headline, what bears it out, then the model's sentences under a line of their own. Returns the whole. */
export async function printAnswer(
  events: AsyncIterable<AnswerEvent>,
  terminal: Terminal,
  flags: Readonly<Record<string, unknown>>,
): Promise<Answer | undefined> {
  const options = { color: wantsColor(terminal, flags['color']), columns: Math.min(terminal.stdout.columns ?? 100, WIDEST) }
  const colors = createColors(options.color)
  let hasProse = false
  for await (const event of events) {
    if (event.type === 'answer-start') await writeOut(terminal, startText(event.answer, options))
    if (event.type === 'answer-delta') {
      if (!hasProse) await writeOut(terminal, `\n${colors.dim('In other words:')}\n`)
      hasProse = true
      await writeOut(terminal, `${markdownText(event.text, options)}\n`)
    }
    if (event.type === 'answer-end') {
      await writeOut(terminal, endText(event.answer, options))
      return event.answer
    }
  }
  return undefined
}

function startText({ headline, answer, understood, skipped }: AnswerStart, options: MarkdownTextOptions): string {
  const colors = createColors(options.color)
  const notes = understood.notes.length === 0 ? '' : `${colors.dim(`(${printable(understood.notes.join('; '))})`)}\n`
  const body = answer === '' ? '' : `\n${markdownText(answer, options)}\n`
  const unseen =
    skipped.length === 0
      ? ''
      : `\n${colors.dim(
          `Not seen: ${printable(
            skipped
              .slice(0, 5)
              .map(({ what, why }) => `${what} (${why})`)
              .join('; '),
          )}${skipped.length > 5 ? ` and ${skipped.length - 5} more` : ''}`,
        )}\n`
  return `${notes}${colors.bold(markdownText(headline, { ...options, color: false }))}\n${body}${unseen}`
}

/** What the model could not add, and why. */
function endText({ skipped, suggestions, dropped }: Answer, options: MarkdownTextOptions): string {
  const colors = createColors(options.color)
  const failed = skipped.find(({ what }) => what === 'prose')
  const prose = failed === undefined ? '' : `\n${colors.dim(`No prose: ${printable(failed.why)}`)}\n`
  const [count, them] = dropped.length === 1 ? ['1 sentence', 'it'] : [`${dropped.length} sentences`, 'them']
  const unborne =
    dropped.length === 0 ? '' : `\n${colors.dim(`Left out: ${count} of the model; the evidence does not bear ${them} out.`)}\n`
  const next = suggestions.length === 0 ? '' : `\n${colors.dim(`Ask next: ${printable(suggestions.slice(0, 3).join(' · '))}`)}\n`
  return `${prose}${unborne}${next}`
}
