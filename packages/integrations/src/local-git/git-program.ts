import { spawn } from 'node:child_process'
import { CopilotError } from '@aks-copilot/contracts'

export interface GitCall {
  readonly input?: string | undefined
  /** A file for the index, so that nobody's is touched. */
  readonly index?: string | undefined
  readonly signal?: AbortSignal | undefined
}

export interface GitResult {
  readonly code: number
  readonly out: Buffer
  /** First line of what it said of an error. */
  readonly said: string
}

const TIMEOUT_MS = 60_000
const MOST_BYTES = 64 * 1024 * 1024
/** Nothing that the repository's configuration names is run: no hook, no monitor, no pager, no fetch of what is missing. */
const SAFE = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'gc.auto=0', '-c', 'protocol.allow=never']

/** The `git` program on one repository. */
export class GitProgram {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  /** Any end of the program is a result. Throws GIT_NOT_USABLE without the program, GIT_FAILED where it does not come to an end. */
  async run(args: readonly string[], { input, index, signal }: GitCall = {}): Promise<GitResult> {
    signal?.throwIfAborted()
    const env = { ...environment(), ...(index === undefined ? {} : { GIT_INDEX_FILE: index }) }
    const deadline = AbortSignal.timeout(TIMEOUT_MS)
    const end = signal === undefined ? deadline : AbortSignal.any([signal, deadline])
    try {
      return await finished(spawn('git', ['-C', this.path, ...SAFE, ...args], { env, signal: end, stdio: 'pipe' }), input)
    } catch (cause) {
      signal?.throwIfAborted()
      if (cause instanceof CopilotError) throw cause
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
        throw notUsable('The program git is not there', 'Install git, or use a repository on GitHub.')
      throw gitFailed(deadline.aborted ? `no end after ${TIMEOUT_MS / 1000} s` : 'it was ended')
    }
  }

  /** What it writes, when it ends well; throws GIT_FAILED otherwise. */
  async text(args: readonly string[], call: GitCall = {}): Promise<string> {
    const { code, out, said } = await this.run(args, call)
    if (code !== 0) throw gitFailed(said === '' ? `it ended with ${code}` : said)
    return out.toString('utf8')
  }

  async line(args: readonly string[], call: GitCall = {}): Promise<string> {
    return (await this.text(args, call)).trim()
  }

  /** Whether it ends with 0; 1 is no. */
  async holds(args: readonly string[], call: GitCall = {}): Promise<boolean> {
    const { code, said } = await this.run(args, call)
    if (code > 1) throw gitFailed(said === '' ? `it ended with ${code}` : said)
    return code === 0
  }
}

function environment(): Record<string, string> {
  // Without the variables that a hook or another git would set: they point at another repository.
  const kept = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot', 'USERPROFILE', 'TEMP']
  const own = kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]))
  return { ...Object.fromEntries(own), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_NO_REPLACE_OBJECTS: '1', GIT_LITERAL_PATHSPECS: '1' }
}

function finished(child: ReturnType<typeof spawn>, input: string | undefined): Promise<GitResult> {
  const { promise, resolve, reject } = Promise.withResolvers<GitResult>()
  const out: Buffer[] = []
  let bytes = 0
  let said = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    out.push(chunk)
    bytes += chunk.length
    if (bytes > MOST_BYTES) {
      child.kill()
      reject(gitFailed('it writes without end'))
    }
  })
  child.stderr?.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString('utf8')}`.slice(0, 2000)))
  child.stdin?.on('error', () => {})
  child.on('error', reject)
  child.on('close', (code) => {
    if (code === null) reject(gitFailed('it was ended'))
    else resolve({ code, out: Buffer.concat(out), said: firstLine(said) })
  })
  child.stdin?.end(input ?? '')
  return promise
}

function firstLine(text: string): string {
  const [line = ''] = text.split('\n')
  return line
    .replaceAll(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, 200)
}

export function gitFailed(why: string): CopilotError {
  return new CopilotError({
    code: 'GIT_FAILED',
    category: 'transient',
    message: `The program git failed: ${why}.`,
    remedy: 'Try again; if it stays, run git fsck in the repository.',
  })
}

export function notUsable(message: string, remedy: string): CopilotError {
  return new CopilotError({ code: 'GIT_NOT_USABLE', category: 'validation', message: `${message}.`, remedy })
}
