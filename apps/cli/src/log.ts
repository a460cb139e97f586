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
  error(error: unknown): CopilotError {
    const known = error instanceof CopilotError ? error : internalFault(error)
    const { code, category } = known
    const [message, remedy] = [this.#secrets.hide(known.message), this.#secrets.hide(known.remedy)]
    if (this.json) {
      this.line('error', { code, category, message, remedy })
      return known
    }
    const { red, dim, bold } = createColors(wantsColor(this.#terminal, !this.#args.includes('--no-color'), 'stderr'))
    this.#terminal.stderr.write(`${red(bold('error'))} ${dim(code)} ${printableLines(message)}\n  ${printableLines(remedy)}\n`)
    if (category === 'critical' && error instanceof Error && this.#args.includes('--verbose'))
      this.#terminal.stderr.write(`${dim(this.#secrets.hide(error.stack ?? ''))}\n`)
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

function internalFault(error: unknown): CopilotError {
  return new CopilotError({
    code: 'INTERNAL_FAULT',
    category: 'critical',
    message: `Something is wrong in aks-copilot itself: ${error instanceof Error ? error.message : String(error)}`,
    remedy: 'Every file is whole. Run again with --verbose and report what it prints.',
    cause: error,
  })
}
