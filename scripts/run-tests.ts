/** Runs all tests and ends with one line that every machine can read: N passed, N failed, N skipped. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-tests-'))
const file = join(folder, 'results.json')
const args = ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`, ...process.argv.slice(2)]
const child = spawn('vitest', args, { stdio: ['ignore', 'inherit', 'inherit'] })
const status = await new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)))

interface Results {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { name: string; status: string; message: string; assertionResults: unknown[] }[]
}

try {
  const results = JSON.parse(readFileSync(file, 'utf8')) as Results
  const brokenFiles = results.testResults.filter((result) => result.status === 'failed' && result.assertionResults.length === 0).length
  const failed = results.numFailedTests + brokenFiles
  console.log(`${results.numPassedTests} passed, ${failed} failed, ${results.numPendingTests + results.numTodoTests} skipped`)
  process.exitCode = failed > 0 || status !== 0 ? 1 : 0
} catch {
  console.log('0 passed, 1 failed, 0 skipped')
  process.exitCode = 1
}
rmSync(folder, { recursive: true, force: true })
