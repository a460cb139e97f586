import { CopilotError } from '@aks-copilot/contracts'
import type { AnswerEvent } from '@aks-copilot/assistant'
import { openSource } from '../assistant/open-source.ts'
import { printAnswer } from '../assistant/print-answer.ts'
import type { CommandContext } from '../command-context.ts'
import type { Flags } from '../inspection.ts'
import { printableJson } from '../printable.ts'
import { writeOut } from '../terminal.ts'

/** `aks-copilot ask "QUESTION"`: one answer from the evidence, and a model's words below it where there is one. Only reads. */
export async function ask(words: readonly string[], flags: Flags, context: CommandContext): Promise<void> {
  const question = words.join(' ').trim()
  if (question === '')
    throw new CopilotError({
      code: 'USAGE',
      category: 'validation',
      message: 'There is no question.',
      remedy: 'Ask one: aks-copilot ask "why is checkout failing?"',
    })
  const { source } = await openSource(flags, context)
  const { terminal, runId } = context
  try {
    const namespace = typeof flags['namespace'] === 'string' ? flags['namespace'] : undefined
    const events = source.ask({ question, runId, namespace, prose: flags['prose'] !== false, signal: terminal.signal })
    if (flags['format'] === 'json') await writeOut(terminal, `${printableJson(await wholeAnswer(events), 2)}\n`)
    else await printAnswer(events, terminal, flags)
  } finally {
    await source.close()
  }
}

async function wholeAnswer(events: AsyncIterable<AnswerEvent>): Promise<unknown> {
  for await (const event of events) if (event.type === 'answer-end') return event.answer
  throw new CopilotError({ code: 'SERVER_UNREACHABLE', category: 'transient', message: 'The answer broke off.', remedy: 'Ask again.' })
}
