import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { IN_ENVIRONMENT } from './secrets/planted-cluster.ts'
import { leaksIn, type Planted } from './secrets/planted.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'aks-copilot-crash-'))
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))
const ROOT = join(import.meta.dirname, '..')
const MAIN = join(ROOT, 'apps/cli/src/main.ts')
const KEY_LINE = 'MIIEowIBAAKCAQEA7Zq3vTb9cRn4kWd6yHs8fJp1gUa3eIo5qLz2xQm7vTb9cRn4'
const PLANTED: Planted = {
  token: IN_ENVIRONMENT.GITHUB_TOKEN,
  'signing key': IN_ENVIRONMENT.AKS_COPILOT_REPAIR_KEY,
  'hook secret': '6f1c0a8e5b7d4c3f9a2e1d0c8b7a69584736251403f2e1d0c9b8a79685746352',
  password: IN_ENVIRONMENT.DATABASE_URL_PASSWORD,
  'key of the App': KEY_LINE,
}
const ENVIRONMENT = {
  AKS_COPILOT_GITHUB_TOKEN: PLANTED['token'] ?? '',
  AKS_COPILOT_REPAIR_KEY: PLANTED['signing key'] ?? '',
  AKS_COPILOT_HOOK_SECRET: PLANTED['hook secret'] ?? '',
  AKS_COPILOT_GITHUB_KEY: `-----BEGIN RSA PRIVATE KEY-----\n${KEY_LINE}\n-----END RSA PRIVATE KEY-----\n`,
  DATABASE_URL: `postgres://shop:${PLANTED['password']}@db/shop`,
}
/** All of them, each in one way or another of writing it. */
const SAID = `'no login ' + Object.entries(process.env).filter(([name]) => /AKS_|DATABASE/.test(name)).flatMap(([, value]) => [value, btoa('x:' + value), encodeURIComponent(value), JSON.stringify(value)]).join(' | ')`

interface Ran {
  readonly status: number | null
  readonly stderr: string
  readonly reports: string
}

/** `check` in a process of its own, in which this happens while it waits for its input. */
async function run(code: string, args: readonly string[] = []): Promise<Ran> {
  const cwd = mkdtempSync(join(FOLDER, 'run-'))
  const preload = join(cwd, 'preload.mjs')
  writeFileSync(
    preload,
    `const waits = setInterval(() => {
  if (process.listenerCount('SIGTERM') === 0) return
  clearInterval(waits)
  setTimeout(() => { const said = ${SAID}; ${code} }, 50)
}, 10)`,
  )
  const { PATH = '' } = process.env
  const env = { PATH, HOME: cwd, ...ENVIRONMENT }
  const child = spawn(process.execPath, ['--import', preload, MAIN, 'check', '-', ...args], { cwd, env, stdio: ['pipe', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const reports = readdirSync(cwd).filter((name) => name.endsWith('.json'))
  return { status, stderr, reports: reports.map((name) => readFileSync(join(cwd, name), 'utf8')).join('\n') }
}

const CRASHES: readonly (readonly [what: string, code: string])[] = [
  ['an exception that nobody caught', 'throw new Error(said)'],
  ['a rejection that nobody handled', 'void Promise.reject(new TypeError(said))'],
  ['a cause of a cause', 'throw new Error("outer", { cause: new Error("middle", { cause: new Error(said) }) })'],
  ['several at once', 'throw new AggregateError([new Error(said), new Error("other", { cause: new Error(said) })], said)'],
  ['what is no error', 'throw said'],
  ['an object', 'void Promise.reject({ message: said, toString: () => said })'],
  ['an error with a request', 'throw Object.assign(new Error("refused"), { request: { headers: { authorization: said } } })'],
]

describe.each([
  { args: [], crashes: CRASHES },
  { args: ['--log-format', 'json'], crashes: CRASHES.slice(2, 5) },
])('with $args', ({ args, crashes }) => {
  it.each(crashes)(
    '%s says no secret and ends with 4',
    async (...[, code]) => {
      const { status, stderr } = await run(code, args)
      expect(leaksIn(stderr, 'standard error', PLANTED)).toEqual([])
      expect(stderr).toContain('INTERNAL_FAULT')
      expect(status).toBe(4)
    },
    60_000,
  )
})

it('tells what is behind it and where it was thrown', async () => {
  const { stderr } = await run('throw new Error("outer", { cause: new Error("the middle " + said) })')
  expect(stderr).toMatch(/caused by: Error: the middle no login \*\*\*[^]*preload\.mjs/)
}, 60_000)

it('warns without secrets, and goes on', async () => {
  const { stderr } = await run('process.emitWarning(said); setTimeout(() => process.kill(process.pid, "SIGTERM"), 200)')
  expect(leaksIn(stderr, 'standard error', PLANTED)).toEqual([])
  expect(stderr).toContain('Warning: no login ***')
  expect(stderr).not.toContain('INTERNAL_FAULT')
}, 60_000)

it('keeps variables out of a report that somebody asked for', async () => {
  const { reports } = await run('process.report.writeReport(); setTimeout(() => process.kill(process.pid, "SIGTERM"), 200)')
  expect(reports).toContain('javascriptHeap')
  expect(leaksIn(reports, 'report', PLANTED)).toEqual([])
}, 60_000)
