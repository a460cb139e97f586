import { CopilotError, secretHider } from '@aks-copilot/contracts'
import { createColors } from 'picocolors'
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
  readonly #hidden: (text: string) => string

  constructor(terminal: Terminal, runId: string, args: readonly string[]) {
    this.#terminal = terminal
    this.#runId = runId
    this.#args = args
    this.#hidden = secretHider(secretsIn(terminal.environment))
    this.json = (flagValue(args, '--log-format') ?? terminal.environment['AKS_COPILOT_LOG_FORMAT']) === 'json'
  }

  /** Tells what went wrong and what to do. */
  error(error: unknown): CopilotError {
    const known = error instanceof CopilotError ? error : internalFault(error)
    const { code, category } = known
    const [message, remedy] = [this.#hidden(known.message), this.#hidden(known.remedy)]
    if (this.json) {
      this.line('error', { code, category, message, remedy })
      return known
    }
    const { red, dim, bold } = createColors(wantsColor(this.#terminal, !this.#args.includes('--no-color'), 'stderr'))
    this.#terminal.stderr.write(`${red(bold('error'))} ${dim(code)} ${printableLines(message)}\n  ${printableLines(remedy)}\n`)
    if (category === 'critical' && error instanceof Error && this.#args.includes('--verbose'))
      this.#terminal.stderr.write(`${dim(this.#hidden(error.stack ?? ''))}\n`)
    return known
  }

  /** Something worth a line that is neither the result nor an error. */
  notice(said: string): void {
    const message = this.#hidden(said)
    if (this.json) this.line('info', { message })
    else if (!this.#args.includes('--quiet')) this.#terminal.stderr.write(`${printableLines(message)}\n`)
  }

  /** One line of JSON. */
  line(level: 'info' | 'error', fields: Fields): void {
    this.#terminal.stderr.write(`${printableJson({ time: new Date().toISOString(), level, runId: this.#runId, ...fields })}\n`)
  }
}

/** Values of variables that are called after secrets. What is shorter than a real one may be a word of any message. */
function secretsIn(environment: Terminal['environment']): string[] {
  return Object.entries(environment).flatMap(([name, value = '']) =>
    /(?:TOKEN|KEY|SECRET|PASSWORD|PASSWD|SAS|CONNECTION_STRING)$/.test(name) &&
    /^(?!keyvault:|https?:\/\/|[/.~])\S{12,}$/.test(value.trim())
      ? [value.trim()]
      : [],
  )
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
