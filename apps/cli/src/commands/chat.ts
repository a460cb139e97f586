import { createInterface, type Interface } from 'node:readline'
import { CopilotError } from '@aks-copilot/contracts'
import type { AnswerSource } from '../assistant/answer-source.ts'
import { openSource } from '../assistant/open-source.ts'
import { printAnswer } from '../assistant/print-answer.ts'
import type { CommandContext } from '../command-context.ts'
import type { Flags } from '../inspection.ts'
import { createRunId } from '../run-id.ts'
import { writeOut } from '../terminal.ts'

const HELP = `Ask in your own words; questions may refer to the one before: "and its logs?", "why?", "the second one".
/new    forget what was asked before
/help   this
/exit   leave; so does Ctrl-D, and Ctrl-C at an empty prompt
Ctrl-C while an answer comes ends that answer only.
`

/** `aks-copilot chat`: questions and answers until the end of the input. Works on a terminal and in a pipe. */
export async function chat(flags: Flags, context: CommandContext): Promise<void> {
  const { source } = await openSource(flags, context)
  try {
    await new Chat(source, flags, context).run()
  } finally {
    await source.close()
  }
}

class Chat {
  readonly #source: AnswerSource
  readonly #flags: Flags
  readonly #context: CommandContext
  #answering: AbortController | undefined

  constructor(source: AnswerSource, flags: Flags, context: CommandContext) {
    this.#source = source
    this.#flags = flags
    this.#context = context
  }

  async run(): Promise<void> {
    const { terminal } = this.#context
    const isTerminal = terminal.stdout.isTTY === true && 'isTTY' in terminal.stdin && terminal.stdin.isTTY === true
    const lines = createInterface({
      input: terminal.stdin,
      ...(isTerminal ? { output: terminal.stdout, historySize: 200 } : {}),
      prompt: '> ',
    })
    lines.on('SIGINT', () => this.#interrupt(lines))
    const close = (): void => lines.close()
    terminal.signal.addEventListener('abort', close, { once: true })
    if (isTerminal) await writeOut(terminal, `Asking ${this.#source.place}. /help tells what else there is.\n`)
    try {
      if (isTerminal) lines.prompt()
      for await (const line of lines) {
        if (!(await this.#heard(line.trim()))) break
        if (isTerminal) lines.prompt()
      }
    } finally {
      terminal.signal.removeEventListener('abort', close)
      lines.close()
    }
  }

  /** Ctrl-C: an answer that comes ends; at the prompt, the chat ends. */
  #interrupt(lines: Interface): void {
    if (this.#answering === undefined) lines.close()
    else this.#answering.abort()
  }

  /** False: the chat is over. */
  async #heard(line: string): Promise<boolean> {
    const { terminal } = this.#context
    if (line === '') return true
    if (line === '/exit' || line === '/quit') return false
    if (line === '/new') this.#source.restart()
    if (line.startsWith('/')) {
      await writeOut(terminal, line === '/new' ? 'Forgotten.\n' : HELP)
      return true
    }
    await this.#answer(line)
    return true
  }

  async #answer(question: string): Promise<void> {
    const { terminal, log } = this.#context
    const answering = new AbortController()
    this.#answering = answering
    const namespace = typeof this.#flags['namespace'] === 'string' ? this.#flags['namespace'] : undefined
    const signal = AbortSignal.any([answering.signal, terminal.signal])
    try {
      await printAnswer(
        this.#source.ask({ question, runId: createRunId(), namespace, prose: this.#flags['prose'] !== false, signal }),
        terminal,
        this.#flags,
      )
      await writeOut(terminal, '\n')
    } catch (error) {
      terminal.signal.throwIfAborted()
      if (answering.signal.aborted) await writeOut(terminal, '\nStopped.\n')
      // One question that fails is no reason to end a conversation.
      else if (error instanceof CopilotError && error.category !== 'critical') log.error(error)
      else throw error
    } finally {
      this.#answering = undefined
    }
  }
}
