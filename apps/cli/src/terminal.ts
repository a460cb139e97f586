import type { Writable } from 'node:stream'

/** What a command may touch of the outside: streams, the working folder, the environment. Tests give their own. */
export interface Terminal {
  readonly stdout: Writable & { isTTY?: boolean; columns?: number }
  readonly stderr: Writable & { isTTY?: boolean }
  readonly stdin: NodeJS.ReadableStream
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}

/** Whether to colour: a terminal, and nobody said no (NO_COLOR, --no-color); FORCE_COLOR says yes. */
export function wantsColor(terminal: Terminal, flag: boolean | undefined): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = terminal.environment
  if (flag === false || (NO_COLOR !== undefined && NO_COLOR !== '')) return false
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '0') return true
  return terminal.stdout.isTTY === true && TERM !== 'dumb'
}

/** Writes the result; resolves when it is out, so that a slow reader gets all of it. A reader that went away is no error. */
export async function writeOut(terminal: Terminal, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    terminal.stdout.write(text, (error) => (error === null || error === undefined || (error as NodeJS.ErrnoException).code === 'EPIPE' ? resolve() : reject(error)))
  })
}
