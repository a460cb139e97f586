/** Runs all tests and ends with one line that every machine can read: N passed, N failed, N skipped. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Results {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: unknown[] }[]
}

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-tests-'))
const file = join(folder, 'results.json')
const args = ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`, ...process.argv.slice(2)]
const env = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' }
// The tests in a browser look at the page as it is now.
spawnSync('vite', ['build', 'apps/web', '--config', 'apps/web/vite.config.ts', '--logLevel', 'warn'], { stdio: 'inherit', env })
const child = spawn('vitest', args, { stdio: 'inherit', env })
const status = await new Promise<number>((resolve) => {
  child.on('error', () => resolve(1))
  child.on('close', (code) => resolve(code ?? 1))
})
const { passed, failed, skipped } = countsOf(file, status)
rmSync(folder, { recursive: true, force: true })
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed > 0 ? 1 : 0

/** A file that does not load counts as one failed test, and so does an error that no test caught. */
function countsOf(path: string, exit: number): Counts {
  try {
    const results = JSON.parse(readFileSync(path, 'utf8')) as Results
    const broken = results.testResults.filter((one) => one.status === 'failed' && one.assertionResults.length === 0).length
    const known = results.numFailedTests + broken
    return {
      passed: results.numPassedTests,
      failed: known === 0 && exit !== 0 ? 1 : known,
      skipped: results.numPendingTests + results.numTodoTests,
    }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}
