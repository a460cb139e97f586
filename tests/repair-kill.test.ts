import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { agentStateSchema, CopilotError, type RepairPhase } from '@aks-copilot/contracts'
import { createBranchStore, STATUS_FILE, stateBranch } from '../packages/remediation/src/index.ts'
import { MemoryWorld } from '../packages/remediation/src/test-support/memory-world.ts'
import { WRITES } from '../packages/remediation/src/test-support/mortal-ports.ts'
import { shopRecording } from '../packages/remediation/src/test-support/shop.ts'
import { STORIES, type Story } from '../packages/remediation/src/test-support/stories.ts'
import { expectEnd, policyOf, tellStory, timeless } from '../packages/remediation/src/test-support/tell-story.ts'

const RUNNER = fileURLToPath(new URL('repair-kill-runner.ts', import.meta.url))
const TOLD = [
  'not healthy, taken back, and healthy with the second attempt',
  'merged by squash, its branch deleted, and healthy',
  'merged, not healthy, taken back by people, and healthy with the second attempt',
  'tried until nothing is left, and handed over',
]
/** At random, in each story, beside those that must be. */
const AT_RANDOM = 13
/** How likely a write is met by one of these. */
const CHANCE = 0.2
/** The issue and the last messages: in these each write is met once, right before it and right after it. */
const TELLING: ReadonlySet<RepairPhase> = new Set(['handing-over', 'concluding'])
/** As in the runner. */
const KEY = 'key-of-the-siege'
const CACHE = mkdtempSync(join(tmpdir(), 'repair-kill-'))

interface Call {
  readonly port: string
  readonly method: string
  readonly args: readonly unknown[]
}

/** The same numbers from 0 to 1 for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

interface Kill {
  /** What the state on the branch says that was being done. */
  readonly phase: RepairPhase | 'beginning'
  /** `state` for the swap of the state itself: the transition. */
  readonly write: string
  readonly when: 'begin' | 'end'
}

/** A world behind an address, and a process that runs the loop against it and is killed again and again. */
class Siege {
  readonly kills: Kill[] = []
  readonly #world: MemoryWorld
  readonly #story: Story
  readonly #random: () => number
  readonly #server: Server
  #child: ChildProcess | undefined
  #atRandom = 0

  constructor(world: MemoryWorld, story: Story, seed: number) {
    this.#world = world
    this.#story = story
    this.#random = randomOf(seed)
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        void this.#answer(JSON.parse(Buffer.concat(chunks).toString()) as Call).then((text) =>
          text === undefined ? response.destroy() : response.end(text),
        )
      })
      request.on('error', () => undefined)
    })
    // A process that is slow finds its connection still there.
    this.#server.keepAliveTimeout = 0
  }

  async run(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const { port } = this.#server.address() as AddressInfo
    while ((await this.#live(`http://127.0.0.1:${port}/`)) === 'killed');
    this.#server.close()
  }

  close(): void {
    this.#child?.kill('SIGKILL')
    this.#server.closeAllConnections()
    this.#server.close()
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

  /** undefined: the process that asked is no more. */
  async #answer(call: Call): Promise<string | undefined> {
    const isWrite = WRITES.includes(call.method)
    const kill = { phase: this.#phase(), write: writeOf(call) }
    const random = isWrite && this.#atRandom < AT_RANDOM && this.#random() < CHANCE ? (this.#random() < 0.5 ? 'begin' : 'end') : undefined
    const isDue = (when: Kill['when']): boolean => isWrite && (random === when || this.#mustMeet({ ...kill, when }))
    if (isDue('begin')) return this.#kill({ ...kill, when: 'begin' }, random === 'begin')
    const answer = await this.#call(call).then(
      (value) => ({ value }),
      (error: unknown) => {
        if (!(error instanceof CopilotError)) throw error
        const { code, category, message, remedy } = error
        return { error: { code, category, message, remedy } }
      },
    )
    return isDue('end') ? this.#kill({ ...kill, when: 'end' }, random === 'end') : JSON.stringify({ now: this.#world.now, ...answer })
  }

  /** Each transition once, right after it; when people are told, each write on both sides. */
  #mustMeet(kill: Kill): boolean {
    const isTold = kill.phase !== 'beginning' && TELLING.has(kill.phase)
    if (!isTold && (kill.write !== 'state' || kill.when === 'begin')) return false
    return !this.kills.some(({ phase, write, when }) => phase === kill.phase && write === kill.write && when === kill.when)
  }

  #phase(): Kill['phase'] {
    const text = this.#world.git.history(stateBranch('shop'))[0]?.files.get(STATUS_FILE)
    return text === undefined ? 'beginning' : agentStateSchema.parse(JSON.parse(text)).phase
  }

  #kill(kill: Kill, isRandom: boolean): undefined {
    this.kills.push(kill)
    if (isRandom) this.#atRandom += 1
    this.#child?.kill('SIGKILL')
  }

  async #call({ port, method, args }: Call): Promise<unknown> {
    const world = this.#world
    if (port === 'story')
      return { policy: policyOf(this.#story), doctor: this.#story.world.doctor ?? ['1.4'], repository: world.git.repository }
    if (port === 'cluster') return shopRecording(...(await world.cluster()))
    const target: object | undefined = { git: world.git, deployer: world.deployer, notifier: world.notifier, clock: world.clock }[port]
    const member: unknown = target === undefined ? undefined : Reflect.get(target, method)
    if (typeof member !== 'function') throw new Error(`There is no ${port}.${method}.`)
    // JSON says null where there was nothing.
    return await (Reflect.apply(
      member,
      target,
      args.map((arg) => arg ?? undefined),
    ) as Promise<unknown>)
  }
}

function writeOf({ port, method, args: [first] }: Call): string {
  return method === 'moveBranch' && first === stateBranch('shop') ? 'state' : `${port}.${method}`
}

/** How often each phase was met, and how: `waiting: 3 (end of state, begin of deployer.refresh, …)`. */
function traceOf(kills: readonly Kill[]): string {
  const phases = [...Map.groupBy(kills, ({ phase }) => phase)]
  return phases
    .map(([phase, all]) => `${phase}: ${all.length} (${all.map(({ when, write }) => `${when} of ${write}`).join(', ')})`)
    .join('\n')
}

describe('a run whose process is killed again and again', () => {
  const sieges: Siege[] = []
  afterAll(() => {
    sieges.forEach((siege) => siege.close())
    rmSync(CACHE, { recursive: true, force: true })
  })

  it.concurrent.for(TOLD.map((name, seed) => ({ name, seed })))('$name', { timeout: 1_200_000 }, async ({ name, seed }, { annotate }) => {
    const story = STORIES.find((one) => one.name === name)
    if (story === undefined) throw new Error(`There is no story: ${name}.`)
    const world = await MemoryWorld.open(story.world)
    const siege = new Siege(world, story, seed + 1)
    sieges.push(siege)
    await siege.run()
    const stored = await createBranchStore(world.git, KEY).load('shop')
    if (stored === undefined) throw new Error('There is no state.')
    const { kills } = siege
    await annotate(`${kills.length} kills\n${traceOf(kills)}`)
    expect(kills.length).toBeGreaterThan(AT_RANDOM + 5)
    // Every transition that the run made, and every write with which people are told.
    const phases = new Set(stored.state.log.map(({ phase }) => phase))
    for (const phase of phases) expect(kills).toContainEqual({ phase, write: 'state', when: 'end' })
    const told = new Map([...TELLING].map((phase) => [phase, kills.filter((kill) => kill.phase === phase).length]))
    expect(told.get('concluding')).toBeGreaterThanOrEqual(5)
    expect(told.get('handing-over')).toBeGreaterThanOrEqual(story.end === 'handed-over' ? 5 : 0)
    expectEnd(story, { world, state: stored.state })
    expect(timeless(stored.state)).toEqual(timeless((await tellStory(story)).state))
  })
})
