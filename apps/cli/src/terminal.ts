import type { Writable } from 'node:stream'
import { CopilotError } from '@aks-copilot/contracts'

/** What a command may touch of the outside: streams, the working folder, the environment. Tests give their own. */
export interface Terminal {
  readonly stdout: Writable & { isTTY?: boolean; columns?: number; rows?: number }
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
export async function writeOut(terminal: Terminal, text: string | Uint8Array): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    terminal.stdout.write(text, (error) => {
      if (error === null || error === undefined || isBrokenPipe(error)) resolve()
      else
        reject(
          new CopilotError({
            code: 'OUTPUT_FAILED',
            category: 'validation',
            message: `Standard output can't be written: ${error.message}.`,
            remedy: 'Check where it leads, and the space there.',
            cause: error,
          }),
        )
    })
  })
}

/** A stream also tells everybody what its writer learns; where nobody listens, a reader that went away (`| head`) would be a fault. */
export function outliveReaders({ stdout, stderr }: Terminal): void {
  for (const stream of [stdout, stderr]) if (!stream.listeners('error').includes(toldToWriter)) stream.on('error', toldToWriter)
}

function toldToWriter(): void {
  // The callback of the write has it.
}

function isBrokenPipe(error: Error): boolean {
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED')
}
