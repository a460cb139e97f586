import type { Log } from './log.ts'
import type { Terminal } from './terminal.ts'

const PAUSE = 120
const PAUSE_OF_LOG = 1000

/**
 * One line on standard error that says what goes on; only on a terminal, and gone when the work is done. In a JSON log it is an
 * event, now and then.
 */
export class Progress {
  readonly #terminal: Terminal
  readonly #log: Log
  readonly #quiet: boolean
  #last = 0
  #shown = false

  constructor(terminal: Terminal, log: Log, quiet: boolean) {
    this.#terminal = terminal
    this.#log = log
    this.#quiet = quiet
  }

  /** Says how far one stage is; most calls say nothing, so that callers may be generous. */
  show(text: string): void {
    if (performance.now() - this.#last >= (this.#log.json ? PAUSE_OF_LOG : PAUSE)) this.announce(text)
  }

  /** Begins a stage that reports nothing until it ends. */
  announce(text: string): void {
    this.#last = performance.now()
    if (this.#quiet) return
    if (this.#log.json) this.#log.line('info', { event: 'progress', message: text })
    if (this.#log.json || this.#terminal.stderr.isTTY !== true) return
    this.#shown = true
    const width = this.#terminal.stderr.columns ?? 80
    this.#terminal.stderr.write(`\r\u001B[2K${text.length < width ? text : `${text.slice(0, width - 2)}…`}`)
  }

  clear(): void {
    if (this.#shown) this.#terminal.stderr.write('\r\u001B[2K')
    this.#shown = false
  }
}
