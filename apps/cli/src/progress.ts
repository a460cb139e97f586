import type { Terminal } from './terminal.ts'

const PAUSE = 120

/** One line on standard error that says what goes on; only on a terminal, and gone when the work is done. */
export class Progress {
  readonly #terminal: Terminal
  readonly #silent: boolean
  #last = 0
  #shown = false

  constructor(terminal: Terminal, quiet: boolean) {
    this.#terminal = terminal
    this.#silent = quiet || terminal.stderr.isTTY !== true
  }

  show(text: string): void {
    const now = performance.now()
    if (this.#silent || now - this.#last < PAUSE) return
    this.#last = now
    this.#shown = true
    this.#terminal.stderr.write(`\r\u001B[2K${text}`)
  }

  clear(): void {
    if (this.#shown) this.#terminal.stderr.write('\r\u001B[2K')
    this.#shown = false
  }
}
