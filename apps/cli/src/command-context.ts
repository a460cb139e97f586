import type { Terminal } from './terminal.ts'

/** What every command gets beside its arguments and flags. */
export interface CommandContext {
  readonly terminal: Terminal
  readonly version: string
  readonly runId: string
  /** Sets the exit status. */
  readonly finish: (status: number) => void
}
