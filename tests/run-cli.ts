import { Readable, Writable } from 'node:stream'
import { runProgram } from '../apps/cli/src/run-program.ts'

export interface CliResult {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly cwd?: string
  readonly stdin?: string
  /** Added to PATH and HOME; nothing else of this process is seen. */
  readonly environment?: Readonly<Record<string, string>>
  /** Streams that say they are a terminal of 80 columns; what is read is typed there, all at once. */
  readonly isTTY?: boolean
}

/** Runs one command line in this process; by default as a pipe would see it: no terminal, no colour. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const { cwd = process.cwd(), stdin = '', environment = {}, isTTY = false } = options
  const [stdout, stderr] = [new Collector(isTTY), new Collector(isTTY)]
  const { PATH = '', HOME = '' } = process.env
  const given = {
    stdout,
    stderr,
    stdin: Object.assign(Readable.from([Buffer.from(stdin)]), { isTTY }),
    cwd,
    environment: { PATH, HOME, ...environment },
  }
  const status = await runProgram(args, '0.0.0-test', given)
  return { status, stdout: stdout.text, stderr: stderr.text }
}

class Collector extends Writable {
  text = ''
  readonly isTTY: boolean
  readonly columns = 80

  constructor(isTTY: boolean) {
    super()
    this.isTTY = isTTY
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8')
    done()
  }
}
