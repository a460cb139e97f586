#!/usr/bin/env node
import * as module from 'node:module'
import manifest from '../package.json' with { type: 'json' }

/** The shortest way to the answer: `--version` loads nothing else, everything else loads what it needs. */
const [first, ...others] = process.argv.slice(2)
if (others.length === 0 && (first === '--version' || first === '-V')) {
  process.stdout.write(`${manifest.version}\n`)
} else if (isOlderThan(manifest.engines.node)) {
  process.stderr.write(`error aks-copilot needs Node.js ${manifest.engines.node.slice(2)} or newer; this is ${process.versions.node}.\n`)
  process.exitCode = 2
} else {
  if (first === 'serve') (await import('./diagnosis/small-heap.ts')).keepYoungSmall()
  module.enableCompileCache?.()
  const { runProgram } = await import('./run-program.ts')
  process.exitCode = await runProgram(process.argv.slice(2), manifest.version)
}

/** Whether this Node.js is older than `>=22.18`. */
function isOlderThan(engine: string): boolean {
  const [major = 0, minor = 0] = engine.slice(2).split('.').map(Number)
  const [ownMajor = 0, ownMinor = 0] = process.versions.node.split('.').map(Number)
  return ownMajor < major || (ownMajor === major && ownMinor < minor)
}
