import type { Log } from './log.ts'
import type { Terminal } from './terminal.ts'

/** What every command gets beside its arguments and flags. */
export interface CommandContext {
  readonly terminal: Terminal
  readonly version: string
  readonly runId: string
  readonly log: Log
  /** Sets the exit status. */
  readonly finish: (status: number) => void
  /** Runs long work that touches no file in a way that Ctrl-C can end. */
  readonly unguarded: <Result>(work: () => Result) => Result
}
