import { randomUUID } from 'node:crypto'
import { CopilotError } from '@aks-copilot/contracts'
import { CommanderError } from 'commander'
import { EXIT, exitStatusOf } from './exit-status.ts'
import { logError } from './log.ts'
import { createProgram } from './program.ts'
import type { Terminal } from './terminal.ts'

/** Runs one command line and returns its exit status. Never exits by itself, so that pending output is written. */
export async function runProgram(args: readonly string[], version: string, given?: Partial<Terminal>): Promise<number> {
  const interrupt = new AbortController()
  const stop = (): void => interrupt.abort(new CopilotError({ code: 'INTERRUPTED', category: 'critical', message: 'Stopped by Ctrl-C.', remedy: 'Every file is whole; run the command again.' }))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  const terminal: Terminal = { stdout: process.stdout, stderr: process.stderr, stdin: process.stdin, environment: process.env, cwd: process.cwd(), signal: interrupt.signal, ...given }
  const runId = randomUUID()
  const outcome = { status: EXIT.done as number }
  try {
    await createProgram({ terminal, version, runId, finish: (status) => (outcome.status = status) }).parseAsync([...args], { from: 'user' })
    return outcome.status
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.validation
    logError(error, terminal, runId, args)
    return error instanceof CopilotError ? exitStatusOf(error.category) : EXIT.critical
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}
