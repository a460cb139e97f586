import { type ChildProcess, spawn } from 'node:child_process'

export interface Program {
  readonly name: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Milliseconds. */
  readonly timeout: number
  readonly mostBytes: number
}

/** `text`: standard output, then standard error. */
export type ProgramEnd =
  | { readonly how: 'ended'; readonly code: number; readonly text: string }
  | { readonly how: 'too-slow' | 'too-much'; readonly text: string }
  | { readonly how: 'not-there' }

type Early = 'too-slow' | 'too-much' | 'aborted'

/**
 * Runs a program without a shell and without input, in a process group of its own, which is ended as a whole where it takes too long, writes
 * too much, or is aborted (then throws the signal's reason).
 */
export async function runProgram(program: Program, signal: AbortSignal | undefined): Promise<ProgramEnd> {
  const { name, args, environment, timeout, mostBytes } = program
  const child = spawn(name, [...args], {
    env: environment,
    shell: false,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  })
  let early: Early | undefined
  const stop = (why: Early): void => {
    early ??= why
    endGroup(child)
    // What left the group may hold them open.
    for (const stream of [child.stdout, child.stderr]) stream?.destroy()
  }
  const read = readBounded(child, mostBytes, () => stop('too-much'))
  const abort = (): void => stop('aborted')
  signal?.addEventListener('abort', abort, { once: true })
  if (signal?.aborted === true) abort()
  const timer = setTimeout(() => stop('too-slow'), timeout)
  try {
    const code = await endOf(child)
    if (early === 'aborted') signal?.throwIfAborted()
    if (code === 'not-there') return { how: 'not-there' }
    return early === 'too-slow' || early === 'too-much' ? { how: early, text: read() } : { how: 'ended', code, text: read() }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

/** Collects what it writes; both streams share the bound. */
function readBounded(child: ChildProcess, mostBytes: number, tooMuch: () => void): () => string {
  const streams = [child.stdout, child.stderr]
  const chunks = streams.map((): Buffer[] => [])
  let left = mostBytes
  for (const [index, stream] of streams.entries())
    stream?.on('data', (chunk: Buffer) => {
      if (chunk.length > left) tooMuch()
      if (left > 0) chunks[index]?.push(chunk.subarray(0, left))
      left -= chunk.length
    })
  return () => {
    const [out = '', said = ''] = chunks.map((parts) => Buffer.concat(parts).toString('utf8'))
    return out === '' || said === '' || out.endsWith('\n') ? `${out}${said}` : `${out}\n${said}`
  }
}

function endOf(child: ChildProcess): Promise<number | 'not-there'> {
  const { promise, resolve, reject } = Promise.withResolvers<number | 'not-there'>()
  child.on('error', (error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' || error.code === 'EACCES' ? resolve('not-there') : reject(error),
  )
  child.on('close', (code) => resolve(code ?? 1))
  return promise
}

/** Also what it started itself: a credential plugin, Python below az. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}
