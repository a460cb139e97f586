/**
 * Runs all tests, or those that the arguments name, and ends with one line that every machine can read: N passed, N failed, N skipped.
 * Where there is a cluster, the tests that wait for it run beside the others; what they print comes after them.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'

interface Results {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly startTime: number
    readonly endTime: number
    readonly assertionResults: readonly unknown[]
  }[]
}

interface Run {
  readonly results: Results | undefined
  /** Of the process. */
  readonly status: number
}

const MOST_SLOW = 10

const named = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-tests-'))
const env = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' }
// The tests in a browser look at the page as it is now.
spawnSync('vite', ['build', 'apps/web', '--config', 'apps/web/vite.config.ts', '--logLevel', 'warn'], { stdio: 'inherit', env })
const isSplit = named.length === 0 && (process.env['KUBECONFIG'] ?? '') !== ''
const runs = isSplit
  ? await Promise.all([run('rest', ['--project=rest']), run('cluster', ['--project=cluster'], 'pipe')])
  : [await run('all', named)]
if (isSplit) await pipeline(createReadStream(join(folder, 'cluster.log')), process.stdout, { end: false })
rmSync(folder, { recursive: true, force: true })
tellSlowest(runs)
const failed = sum(runs, failedOf)
console.log(`${sum(runs, ({ results }) => results?.numPassedTests ?? 0)} passed, ${failed} failed, ${sum(runs, skippedOf)} skipped`)
process.exitCode = failed > 0 ? 1 : 0

async function run(name: string, args: readonly string[], output: 'inherit' | 'pipe' = 'inherit'): Promise<Run> {
  const file = join(folder, `${name}.json`)
  const child = spawn('vitest', ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`, ...args], {
    stdio: ['inherit', output, output],
    env,
  })
  if (output === 'pipe') {
    const log = createWriteStream(join(folder, `${name}.log`))
    child.stdout?.pipe(log, { end: false })
    child.stderr?.pipe(log, { end: false })
  }
  const status = await new Promise<number>((resolve) => {
    child.on('error', () => resolve(1))
    child.on('close', (code) => resolve(code ?? 1))
  })
  return { results: readResults(file), status }
}

function readResults(file: string): Results | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Results
  } catch {
    return undefined
  }
}

/** A file that does not load counts as one failed test, and so does an error that no test caught. */
function failedOf({ results, status }: Run): number {
  if (results === undefined) return 1
  const broken = results.testResults.filter((one) => one.status === 'failed' && one.assertionResults.length === 0).length
  const known = results.numFailedTests + broken
  return known === 0 && status !== 0 ? 1 : known
}

function skippedOf({ results }: Run): number {
  return (results?.numPendingTests ?? 0) + (results?.numTodoTests ?? 0)
}

function sum(all: readonly Run[], of: (one: Run) => number): number {
  return all.reduce((total, one) => total + of(one), 0)
}

/** Where the time went. */
function tellSlowest(all: readonly Run[]): void {
  const files = all.flatMap(({ results }) => results?.testResults ?? [])
  if (files.length <= MOST_SLOW) return
  const secondsOf = ({ startTime, endTime }: (typeof files)[number]): number => (endTime - startTime) / 1000
  console.log('\nThe slowest files:')
  for (const one of files.toSorted((left, right) => secondsOf(right) - secondsOf(left)).slice(0, MOST_SLOW))
    console.log(`${secondsOf(one).toFixed(0).padStart(6)} s  ${relative(process.cwd(), one.name)}`)
}
