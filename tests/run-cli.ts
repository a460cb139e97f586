import { Readable, Writable } from 'node:stream'
import { runProgram } from '../apps/cli/src/run-program.ts'

export interface CliResult {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs one command line in this process, as a pipe would see it: no terminal, no colour. */
export async function runCli(args: readonly string[], { cwd = process.cwd(), stdin = '', environment = {} }: { cwd?: string; stdin?: string; environment?: Record<string, string> } = {}): Promise<CliResult> {
  const [stdout, stderr] = [new Collector(), new Collector()]
  const { PATH = '', HOME = '' } = process.env
  const status = await runProgram(args, '0.0.0-test', { stdout, stderr, stdin: Readable.from([Buffer.from(stdin)]) as unknown as NodeJS.ReadableStream, cwd, environment: { PATH, HOME, ...environment } })
  return { status, stdout: stdout.text, stderr: stderr.text }
}

class Collector extends Writable {
  text = ''

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8')
    done()
  }
}
