import { withoutOwnSecrets } from '@aks-copilot/contracts'
import { execFile } from 'node:child_process'
import type { Terminal } from './terminal.ts'

export interface ToolResult {
  readonly ok: boolean
  readonly stdout: string
  readonly stderr: string
  /** True when the program is not on the PATH. */
  readonly missing: boolean
}

const LIMIT = 30_000
const MOST_OUTPUT = 16 * 1024 * 1024

/** Runs a program with arguments, never through a shell; bounded in time and output, ended by Ctrl-C. */
export async function runTool(program: string, args: readonly string[], terminal: Terminal, input?: string): Promise<ToolResult> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      [...args],
      { timeout: LIMIT, maxBuffer: MOST_OUTPUT, signal: terminal.signal, cwd: terminal.cwd, env: withoutOwnSecrets(terminal.environment) },
      (error, stdout, stderr) => {
        resolve({ ok: error === null, stdout, stderr, missing: (error as NodeJS.ErrnoException | null)?.code === 'ENOENT' })
      },
    )
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input ?? '')
  })
}
