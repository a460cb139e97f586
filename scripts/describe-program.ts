import { Writable } from 'node:stream'
import type { CommandContext } from '../apps/cli/src/command-context.ts'
import { createProgram } from '../apps/cli/src/program.ts'

/** The command line as it is defined, to read its commands and flags. Nothing of it runs, so it has only what the definition needs. */
export function describeProgram(): ReturnType<typeof createProgram> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  return createProgram({ version: '', terminal: { stdout: silent, stderr: silent } } as unknown as CommandContext)
}
