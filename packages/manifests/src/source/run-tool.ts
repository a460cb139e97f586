import { withoutOwnSecrets } from '@aks-copilot/contracts'
import { Buffer } from 'node:buffer'
import { spawn } from 'node:child_process'
import { errorCode } from './read-text.ts'

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024
const MAX_ERROR_BYTES = 64 * 1024

export type ToolResult =
  | { readonly status: 'done'; readonly output: string }
  | { readonly status: 'missing' }
  /** `why` follows the tool's name. */
  | { readonly status: 'failed'; readonly why: string }

export interface ToolOptions {
  readonly cwd: string
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** All that the program gets to see; default: what this process sees, without its own secrets. */
  readonly env?: Readonly<Record<string, string>> | undefined
}

/** Runs a program without a shell, with bounds on its time and output. Only an abort is thrown. */
export async function runTool(command: string, args: readonly string[], { cwd, timeoutMs, signal, env }: ToolOptions): Promise<ToolResult> {
  signal?.throwIfAborted()
  const { promise, resolve } = Promise.withResolvers<ToolResult>()
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    env: env ?? { ...withoutOwnSecrets(process.env), GIT_TERMINAL_PROMPT: '0' },
  })
  const stop = (why: string): void => {
    child.kill('SIGKILL')
    resolve({ status: 'failed', why })
  }
  const timer = setTimeout(() => stop(`did not end within ${timeoutMs / 1000} s`), timeoutMs)
  const abort = (): void => stop('was stopped')
  signal?.addEventListener('abort', abort, { once: true })
  const output = collect(child.stdout, MAX_OUTPUT_BYTES, () => stop(`printed more than ${MAX_OUTPUT_BYTES / 1024 / 1024} MB`))
  const complaints = collect(child.stderr, MAX_ERROR_BYTES, () => undefined)
  child.once('error', (error) => resolve(errorCode(error) === 'ENOENT' ? { status: 'missing' } : { status: 'failed', why: error.message }))
  child.once('close', (code, signalName) =>
    resolve(
      code === 0
        ? { status: 'done', output: output() }
        : { status: 'failed', why: lastWords(complaints()) ?? `ended with ${signalName ?? code}` },
    ),
  )
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    signal?.throwIfAborted()
  }
}

function collect(stream: NodeJS.ReadableStream, most: number, tooMuch: () => void): () => string {
  const chunks: Buffer[] = []
  let size = 0
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= most) chunks.push(chunk)
    else tooMuch()
  })
  return () => Buffer.concat(chunks).toString('utf8')
}

/** The error line of a tool that also prints warnings. */
function lastWords(text: string): string | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return (lines.find((line) => /^error:/i.test(line)) ?? lines.at(-1))?.replace(/^error:\s*/i, '')
}
