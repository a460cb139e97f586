/** The one gate: types, lint, format, layers, dead code, generated files. Runs all of it and says what failed. */
import { spawnSync } from 'node:child_process'

const CHECKS: readonly (readonly [name: string, command: string, args: readonly string[]])[] = [
  ['types', 'tsc', ['--noEmit']],
  ['types of the page', 'tsc', ['-p', 'apps/web']],
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ['format', 'oxfmt', ['--check', 'packages', 'apps', 'scripts', 'bench', 'tests']],
  ['layers', 'depcruise', ['--config', '.dependency-cruiser.json', 'packages', 'apps']],
  ['dead code', 'knip', []],
  ['generated files', process.execPath, ['scripts/generate-all.ts', '--check']],
]

const failed: string[] = []
for (const [name, command, args] of CHECKS) {
  const started = performance.now()
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${status === 0 ? '✔' : '✖'} ${name} (${seconds} s)`)
  if (status === 0) continue
  failed.push(name)
  console.log([stdout, stderr, error?.message].filter(Boolean).join('\n'))
}
if (failed.length > 0) console.log(`\nThe gate is closed: ${failed.join(', ')}.`)
process.exitCode = failed.length > 0 ? 1 : 0
