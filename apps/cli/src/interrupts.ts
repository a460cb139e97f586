import { CopilotError } from '@aks-copilot/contracts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Ctrl-C and its kin become an abort, so that every step can leave its files whole. A second one ends the program at once, as if
 * nobody listened.
 */
export class Interrupts {
  readonly #controller = new AbortController()
  readonly #stop = (name: NodeJS.Signals): void => {
    if (this.signal.aborted) {
      this.dispose()
      process.kill(process.pid, name)
      return
    }
    this.#controller.abort(interrupted())
  }

  constructor() {
    this.#listen()
    // A read that waits for a person at the keyboard ends with the abort, too.
    this.signal.addEventListener('abort', () => this.#endInput(), { once: true })
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /**
   * Long work in one piece that touches no file: while it goes on nothing could hear a signal, so the system may end the program
   * as it does with any other.
   */
  unguarded<Result>(work: () => Result): Result {
    this.signal.throwIfAborted()
    this.dispose()
    try {
      return work()
    } finally {
      this.#listen()
    }
  }

  /** Whoever reads learns it from the stream; where nobody reads, it is no news. */
  #endInput(): void {
    process.stdin.on('error', () => undefined)
    process.stdin.destroy(this.signal.reason as Error)
  }

  dispose(): void {
    for (const name of SIGNALS) process.off(name, this.#stop)
  }

  #listen(): void {
    for (const name of SIGNALS) process.on(name, this.#stop)
  }
}

/** Somebody wanted it to end. */
export function interrupted(): CopilotError {
  return new CopilotError({
    code: 'INTERRUPTED',
    category: 'critical',
    message: 'Stopped before the end.',
    remedy: 'Every file is whole; run the command again.',
  })
}
