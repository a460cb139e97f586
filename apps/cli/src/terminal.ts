import type { Writable } from 'node:stream'

/** What a command may touch of the outside: streams, the working folder, the environment. Tests give their own. */
export interface Terminal {
  readonly stdout: Writable & { isTTY?: boolean; columns?: number }
  readonly stderr: Writable & { isTTY?: boolean; columns?: number }
  readonly stdin: NodeJS.ReadableStream
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}

/** Whether to colour a stream: a terminal, and nobody said no (NO_COLOR, --no-color); FORCE_COLOR says yes. */
export function wantsColor(terminal: Terminal, flag: unknown, stream: 'stdout' | 'stderr' = 'stdout'): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = terminal.environment
  if (flag === false || (NO_COLOR !== undefined && NO_COLOR !== '')) return false
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return terminal[stream].isTTY === true && TERM !== 'dumb'
}

/** Writes the result; resolves when it is out, so that a slow reader gets all of it. A reader that went away is no error. */
export async function writeOut(terminal: Terminal, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    terminal.stdout.write(text, (error) => (error === null || error === undefined || isBrokenPipe(error) ? resolve() : reject(error)))
  })
}

/** A stream also tells everybody that its reader went away (`| head`); without a listener that would end the program with a fault. */
export function outliveReaders({ stdout, stderr }: Terminal): void {
  for (const stream of [stdout, stderr]) {
    if (stream.listeners('error').includes(ignoreBrokenPipe)) continue
    stream.on('error', ignoreBrokenPipe)
  }
}

function ignoreBrokenPipe(error: Error): void {
  if (!isBrokenPipe(error)) throw error
}

function isBrokenPipe(error: Error): boolean {
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED')
}
