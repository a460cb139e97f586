import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { APP, APP_KEY } from '../packages/integrations/src/github/test-support/open-hub.ts'
import { createBranchStore, STATUS_FILE } from '../packages/remediation/src/index.ts'
import { shopRecording } from '../packages/remediation/src/test-support/shop.ts'
import { policyOf } from '../packages/remediation/src/test-support/tell-story.ts'
import { CHANNEL, HubWorld, SLACK_TOKEN } from './repair-hub.ts'

const RUNNER = fileURLToPath(new URL('repair-kill-requests-runner.ts', import.meta.url))
const CACHE = mkdtempSync(join(tmpdir(), 'repair-kill-requests-'))
/** Nobody merges: so the run does all that it ever writes to GitHub and Slack. */
const POLICY = policyOf({ policy: { mode: 'propose', minutes: 3 } })
const SIEGES = 4

type When = 'before' | 'after'
/** `waiting: PATCH state ref after` */
type Point = string

/** A world behind addresses, and a process that runs the loop against it and is killed at each of some points once. */
class Siege {
  /** Each write, in the order in which it came first. */
  readonly writes = new Set<string>()
  readonly killedAt: Point[] = []
  readonly world: HubWorld
  readonly #points: Set<Point>
  #child: ChildProcess | undefined
  /** The last state that was written, or was to be. */
  #phase = 'beginning'
  /** What the newest tree is for. */
  #subject: 'state' | 'patch' = 'state'

  constructor(world: HubWorld, points: readonly Point[]) {
    this.world = world
    this.#points = new Set(points)
    const { hub } = world.hub
    hub.ends = ({ line, body }, when) => !line.endsWith('/access_tokens') && this.#met(this.#nameOf(line, body), when)
    world.slack.server.ends = ({ path, body }, when) => /\/chat\.\w+$/.test(path) && this.#met(this.#toldOf(path, body.toString()), when)
  }

  async run(): Promise<void> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('error', () => undefined)
      request.on('end', () => {
        const asked = JSON.parse(Buffer.concat(chunks).toString()) as { what: string; milliseconds?: number }
        void this.#answer(asked).then((value) => response.end(JSON.stringify(value)))
      })
    })
    // A process that is slow finds its connection still there.
    server.keepAliveTimeout = 0
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    while ((await this.#live(`http://127.0.0.1:${port}/`)) === 'killed');
    server.closeAllConnections()
    server.close()
  }

  stop(): void {
    this.#child?.kill('SIGKILL')
  }

  async #live(address: string): Promise<'killed' | 'done'> {
    const child = spawn(process.execPath, [RUNNER, address], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_COMPILE_CACHE: CACHE },
    })
    this.#child = child
    let [out, wrong] = ['', '']
    child.stdout.on('data', (text: Buffer) => (out += text.toString()))
    child.stderr.on('data', (text: Buffer) => (wrong += text.toString()))
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => child.on('close', (...how) => resolve(how)))
    if (signal === 'SIGKILL') return 'killed'
    if (code !== 0 || out !== 'done\n') throw new Error(`The run ended with ${code}: ${out}${wrong}`)
    return 'done'
  }

  async #answer({ what, milliseconds = 0 }: { what: string; milliseconds?: number }): Promise<unknown> {
    const { world } = this
    if (what === 'begin') {
      const patience = { timeoutMs: 60_000, tries: 3, pauseMs: 10, limitMs: 5000 }
      return {
        github: { repository: world.hub.hub.url, login: { kind: 'app', appId: APP.id, privateKey: APP_KEY }, patience },
        slack: { token: SLACK_TOKEN, channel: CHANNEL, api: world.slack.api, patience },
        policy: POLICY,
      }
    }
    if (what === 'application') return await world.application()
    if (what === 'cluster') return shopRecording(...(await world.cluster()))
    await world.pass(milliseconds)
    return world.now
  }

  #nameOf(line: string, body: string): string {
    const [method = '', path = ''] = line.split(' ')
    if (path.endsWith('/git/trees')) {
      this.#subject = body.includes(STATUS_FILE) ? 'state' : 'patch'
      if (this.#subject === 'state') this.#phase = /\\"phase\\": \\"([\w-]+)\\"/.exec(body)?.[1] ?? this.#phase
    }
    const kind = path.replace(/^\/repos\/contoso\/shop\//, '').replace(/\/heads\/.*|\d+/g, '')
    return `${this.#phase}: ${method} ${kind.startsWith('git/') ? `${this.#subject} ` : ''}${kind}`
  }

  #toldOf(path: string, body: string): string {
    const { key = '' } =
      (JSON.parse(new URLSearchParams(body).get('metadata') ?? '{}') as { event_payload?: { key?: string } }).event_payload ?? {}
    return `${this.#phase}: ${path.replace('/api/', '')} ${key}`
  }

  /** Whether the process dies here. */
  #met(write: string, when: When): boolean {
    this.writes.add(write)
    const point = `${write} ${when}`
    if (!this.#points.delete(point)) return false
    this.killedAt.push(point)
    this.#child?.kill('SIGKILL')
    return true
  }
}

const sieges: Siege[] = []
afterAll(async () => {
  for (const siege of sieges) siege.stop()
  await Promise.all(sieges.map(({ world }) => world.close()))
  rmSync(CACHE, { recursive: true, force: true })
})

async function besieged(points: readonly Point[]): Promise<Siege> {
  const siege = new Siege(await HubWorld.open(), points)
  sieges.push(siege)
  await siege.run()
  return siege
}

/** Whatever happened: one commit, one pull request with one comment and one check, one issue, one message and its end. */
async function expectOnce({ world }: Siege): Promise<void> {
  const { hub } = world.hub
  const stored = await createBranchStore(await world.hub.open()).load('shop')
  expect(stored?.state).toMatchObject({
    phase: 'done',
    outcome: { kind: 'handed-over' },
    attempts: [{ number: 1, outcome: 'not-healthy' }],
  })
  const objects = (await hub.git.git(['cat-file', '--batch-all-objects', '--batch', '--unordered'])).toString('latin1')
  expect(objects.split('\nAks-Copilot-Attempt: ').length - 1).toBe(1)
  const { pulls, issues, comments, checks } = hub.store.talk
  expect(pulls.map(({ state, mergedAt }) => [state, mergedAt])).toEqual([['closed', undefined]])
  expect([issues.length, Object.values(comments).flat().length, checks.length]).toEqual([1, 1, 1])
  expect(['run', 'end'].map((key) => world.slack.withKey(key).length)).toEqual([1, 1])
  expect(world.slack.messages).toHaveLength(2)
  const branches = (await hub.git.git(['for-each-ref', '--format=%(refname:short)', 'refs/heads'])).toString().trim().split('\n')
  expect(branches).toEqual(['aks-copilot/state/shop', 'main'])
}

it(
  'a run whose process is killed right before and right after each request that writes ends as if it had not been',
  { timeout: 1_800_000 },
  async () => {
    const undisturbed = await besieged([])
    await expectOnce(undisturbed)
    const writes = [...undisturbed.writes]
    // Each kind of write that the adapters make.
    for (const kind of ['POST state git/trees', 'POST state git/commits', 'POST state git/refs', 'PATCH state git/refs'])
      expect(writes.filter((write) => write.endsWith(kind)).length, kind).toBeGreaterThan(0)
    expect(writes).toEqual(
      expect.arrayContaining([
        'committing: POST patch git/refs',
        'publishing: POST pulls',
        'publishing: POST check-runs',
        'announcing: chat.postMessage run',
        'undoing: POST issues//comments',
        'undoing: PATCH pulls/',
        'handing-over: POST issues',
        'concluding: chat.update run',
        'concluding: chat.postMessage end',
        'concluding: DELETE patch git/refs',
      ]),
    )
    const points = writes.flatMap((write, index) => [
      { point: `${write} before`, in: index % SIEGES },
      { point: `${write} after`, in: (index + SIEGES / 2) % SIEGES },
    ])
    const all = await Promise.all(
      Array.from(
        { length: SIEGES },
        async (_, number) => await besieged(points.filter((one) => one.in === number).map(({ point }) => point)),
      ),
    )
    for (const siege of all) await expectOnce(siege)
    expect(all.flatMap(({ killedAt }) => killedAt).toSorted()).toEqual(points.map(({ point }) => point).toSorted())
    process.stdout.write(`killed ${points.length} times, at ${writes.length} writes\n`)
  },
)
