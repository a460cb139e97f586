#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import manifest from '../package.json' with { type: 'json' }

/** The shortest way to the answer: `--version` loads nothing else, everything else loads what it needs. */
enableCompileCache?.()
const [first, ...others] = process.argv.slice(2)
if (others.length === 0 && (first === '--version' || first === '-V')) {
  process.stdout.write(`${manifest.version}\n`)
} else {
  const { runProgram } = await import('./run-program.ts')
  process.exitCode = await runProgram(process.argv.slice(2), manifest.version)
}
