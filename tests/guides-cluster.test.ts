import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeMetrics } from '../scripts/describe-metrics.ts'
import { reasonAgainst, RUN_ON_A_CLUSTER, shellCommands } from './guide-commands.ts'
import { KUBECONFIG } from './server-dry-run.ts'
import { has, IMAGE, kubectl, tokenOf } from './ship-release.ts'

const ROOT = join(import.meta.dirname, '..')
const SUFFIX = randomBytes(3).toString('hex')
const runShell = promisify(execFile)
/** A machine that does much else. */
const BUSY = 300_000

/** What a person types, one command after the other: variables stay, and so does the folder. */
class Reader {
  readonly folder = mkdtempSync(join(tmpdir(), 'aks-copilot-guide-'))
  readonly #variables: Record<string, string> = {}
  readonly #words: ReadonlyMap<string, string>
  #forward: ChildProcess | undefined
  #forwarding = ''

  constructor(words: ReadonlyMap<string, string>) {
    this.#words = words
    for (const name of ['deploy', 'examples', 'package.json', 'apps', 'packages', 'node_modules'])
      symlinkSync(join(ROOT, name), join(this.folder, name))
  }

  /** Runs a command as it stands in the page, but for names that others use at the same time. What it prints; throws where it fails. */
  async run(asWritten: string): Promise<string> {
    const command = this.#own(asWritten)
    if (command.includes('port-forward')) return await this.#open(command)
    if (command.includes('//localhost:')) await this.#open(this.#forwarding)
    const [, name, value] = /^(\w+)=(\$\(.*\))$/s.exec(command) ?? []
    const script = name === undefined ? command : `printf %s "${value}"`
    const env = { ...process.env, ...this.#variables }
    const { stdout, stderr } = await runShell('bash', ['-euo', 'pipefail', '-c', script], { cwd: this.folder, env, timeout: BUSY }).catch(
      (error: unknown) => {
        // What it found is its exit status.
        if (command.includes(' diagnose ') && isEnd(error) && error.code === 1) return error
        throw error
      },
    )
    if (name !== undefined) this.#variables[name] = stdout
    return stdout + stderr
  }

  #own(command: string): string {
    let own = command
    for (const [word, other] of this.#words) own = own.replaceAll(word, other)
    const [repository = '', tag = ''] = (IMAGE ?? '').split(/:(?=[^/]*$)/)
    return own.startsWith('helm install ')
      ? `${own.replace(/ +#.*$/, '')} --set image.repository=${repository} --set image.tag=${tag} --timeout=150s`
      : own
  }

  async #open(command: string): Promise<string> {
    this.close()
    this.#forwarding = command
    const [program = '', ...args] = command.split(' ')
    const forward = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    this.#forward = forward
    const [said] = (await Promise.race([once(forward.stdout, 'data'), once(forward, 'exit').then(() => ['it ended'])])) as [unknown]
    return String(said)
  }

  close(): void {
    this.#forward?.kill()
  }
}

interface End {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function isEnd(error: unknown): error is End {
  return error instanceof Error && 'stdout' in error && 'code' in error
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? String(address.port) : ''
}

/** What the commands of a page must say, beside ending with 0. */
const SAYS: readonly (readonly [command: RegExp, said: RegExp])[] = [
  [/^helm install /, /watches the whole cluster/],
  [/^helm test /, /Phase: +Succeeded/],
  [/get secret aks-copilot-token -o go-template='[^']*\\n/, /^\w{48}\n$/],
  [/port-forward/, /^Forwarding from 127\.0\.0\.1/],
  [/^helm history /, /deployed/],
  [/^helm rollback /, /Rollback was a success/],
  [/rollout status /, /successfully rolled out/],
  [
    / exec .* doctor$/,
    /✔ configuration \/etc\/aks-copilot\/aks-copilot\.yaml\n[\s\S]*✔ cluster +in-cluster at [\s\S]*✔ server +http:\S+ answers/,
  ],
  [/ diagnose /, /busybox:1\.99-missing` of container `busybox` can't be pulled/],
]

const isThere = KUBECONFIG !== undefined && IMAGE !== undefined && has('helm')

describe.skipIf(!isThere).each(RUN_ON_A_CLUSTER)('docs/guides/%s.md on a real cluster', (page) => {
  const place = `guide-${page}-${SUFFIX}`
  const shop = `guide-shop-${SUFFIX}`
  let reader: Reader
  let port = ''

  beforeAll(async () => {
    port = await freePort()
    // Others have the same cluster and the same ports.
    const own = [
      ['aiops-assistant', place],
      ['8000:', `${port}:`],
      ['localhost:8000', `localhost:${port}`],
      [' shop', ` ${shop}`],
    ] as const
    reader = new Reader(new Map(own))
  })
  afterAll(() => {
    reader.close()
    rmSync(reader.folder, { recursive: true, force: true })
    kubectl(['delete', 'namespace', place, shop, '--ignore-not-found', '--wait=false'])
    for (const kind of ['clusterrole', 'clusterrolebinding']) kubectl(['delete', kind, `${place}:aks-copilot`, '--ignore-not-found'])
  }, BUSY)

  const statusWith = async (token: string): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` }
    return (await fetch(`http://127.0.0.1:${port}/api/clusters`, { headers, redirect: 'manual' })).status
  }
  let oldToken = ''

  it.each(shellCommands(`docs/guides/${page}.md`).filter((command) => reasonAgainst(command) === undefined))(
    '%s',
    async (command) => {
      if (command.includes('delete secret')) oldToken = tokenOf(place)
      const said = await reader.run(command)
      for (const [pattern, expected] of SAYS) if (pattern.test(command)) expect(said).toMatch(expected)
      if (command.includes('port-forward')) expect(await statusWith(tokenOf(place))).toBe(200)
      if (/ exec .* doctor$/.test(command)) expect(said).not.toContain('✖')
      if (!command.includes('/metrics')) return
      expect(describeMetrics().filter(({ name }) => !new RegExp(`^# TYPE ${name} `, 'm').test(said))).toEqual([])
      expect(oldToken).toMatch(/^\w{48}$/)
      expect(await statusWith(oldToken)).toBe(401)
    },
    BUSY,
  )

  it.runIf(page === 'operations')('leaves nothing behind', () => {
    expect(kubectl(['get', 'clusterrole,clusterrolebinding', '-o', 'name'])).not.toContain(place)
    expect(kubectl(['get', 'namespace', place, '--ignore-not-found', '-o', 'name'])).toBe('')
  })
})
