#!/usr/bin/env node
import { outliveReaders } from '../../cli/src/terminal.ts'
import manifest from '../package.json' with { type: 'json' }
import { runAction } from './run-action.ts'

const interrupts = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupts.abort(new Error(`stopped by ${signal}`)))
const terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  environment: process.env,
  cwd: process.env['GITHUB_WORKSPACE'] ?? process.cwd(),
  signal: interrupts.signal,
}
outliveReaders(terminal)
process.exitCode = await runAction(terminal, manifest.version)
