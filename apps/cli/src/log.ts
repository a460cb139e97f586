import { CopilotError } from '@aks-copilot/contracts'
import { createColors } from 'picocolors'
import { knownSecrets } from './known-secrets.ts'
import { printableJson, printableLines } from './printable.ts'
import { type Terminal, wantsColor } from './terminal.ts'

type Fields = Readonly<Record<string, unknown>>

/** What goes to standard error beside the progress line: for a person, or for a log collector (`--log-format json`). */
export class Log {
  /** Set again when the configuration is known. */
  json: boolean
  readonly #terminal: Terminal
  readonly #runId: string
  readonly #args: readonly string[]
  /** Whatever says them, and whyever. */
  readonly #secrets: ReturnType<typeof knownSecrets>

  constructor(terminal: Terminal, runId: string, args: readonly string[]) {
    this.#terminal = terminal
    this.#runId = runId
    this.#args = args
    this.#secrets = knownSecrets(terminal.environment)
    this.json = (flagValue(args, '--log-format') ?? terminal.environment['AKS_COPILOT_LOG_FORMAT']) === 'json'
  }

  /** Tells what went wrong and what to do. */
  error(error: unknown, wantsStacks = this.#args.includes('--verbose')): CopilotError {
    const known = error instanceof CopilotError ? error : internalFault(error)
    const { code, category } = known
    const isFault = category === 'critical'
    const [message, remedy] = [this.#secrets.hide(known.message), this.#secrets.hide(known.remedy)]
    if (this.json) {
      this.line('error', { code, category, message, remedy, ...(isFault && wantsStacks ? { stack: stacksOf(error) } : {}) })
      return known
    }
    const { red, dim, bold } = createColors(wantsColor(this.#terminal, !this.#args.includes('--no-color'), 'stderr'))
    this.#terminal.stderr.write(`${red(bold('error'))} ${dim(code)} ${printableLines(message)}\n  ${printableLines(remedy)}\n`)
    if (isFault && wantsStacks) this.#terminal.stderr.write(`${dim(printableLines(this.#secrets.hide(stacksOf(error))))}\n`)
    return known
  }

  /** Something worth a line that is neither the result nor an error. */
  notice(said: string): void {
    const message = this.#secrets.hide(said)
    if (this.json) this.line('info', { message })
    else if (!this.#args.includes('--quiet')) this.#terminal.stderr.write(`${printableLines(message)}\n`)
  }

  /** One line of JSON. */
  line(level: 'info' | 'error', fields: Fields): void {
    const said = { time: new Date().toISOString(), level, runId: this.#runId, ...fields }
    this.#terminal.stderr.write(`${printableJson(this.#secrets.hideIn(said))}\n`)
  }
}

function flagValue(args: readonly string[], flag: string): string | undefined {
  const index = args.findIndex((arg) => arg === flag || arg.startsWith(`${flag}=`))
  return args[index]?.startsWith(`${flag}=`) === true ? args[index].slice(flag.length + 1) : index < 0 ? undefined : args[index + 1]
}

const MOST_CAUSES = 8

/** Where it was thrown, and what is behind it; no property of an error but these, since the others hold requests and their headers. */
function stacksOf(error: unknown): string {
  const all: string[] = []
  const add = (one: unknown, how: string): void => {
    if (!(one instanceof Error) || all.length === MOST_CAUSES) return
    all.push(`${how}${one.stack ?? one.message}`)
    if (one instanceof AggregateError) for (const part of one.errors as unknown[]) add(part, 'one of: ')
    add(one.cause, 'caused by: ')
  }
  add(error, '')
  return all.join('\n')
}

function internalFault(error: unknown): CopilotError {
  return new CopilotError({
    code: 'INTERNAL_FAULT',
    category: 'critical',
    message: `Something is wrong in aks-copilot itself: ${error instanceof Error ? error.message : String(error)}`,
    remedy: 'Every file is whole. Run again with --verbose and report what it prints.',
    cause: error,
  })
}
