import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { CopilotError } from '@aks-copilot/contracts'
import { createBranchStore } from '../packages/remediation/src/index.ts'
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
]
const KILLS = 17
/** As in the runner. */
const KEY = 'key-of-the-siege'
const CACHE = mkdtempSync(join(tmpdir(), 'repair-kill-'))
/** A kill comes with one of so many writes after the start of a process. */
const FARTHEST = 5

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

/** A world behind an address, and a process that runs the loop against it and is killed again and again. */
class Siege {
  readonly killedAt: string[] = []
  readonly #world: MemoryWorld
  readonly #story: Story
  readonly #random: () => number
  readonly #server: Server
  #child: ChildProcess | undefined
  #left: number | undefined
  #when: 'begin' | 'end' = 'begin'

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
    this.#left = this.killedAt.length < KILLS ? 1 + Math.floor(this.#random() * FARTHEST) : undefined
    this.#when = this.#random() < 0.5 ? 'begin' : 'end'
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
    const isDue = WRITES.includes(call.method) && this.#left !== undefined && (this.#left -= 1) === 0
    if (isDue && this.#when === 'begin') return this.#kill(call)
    const answer = await this.#call(call).then(
      (value) => ({ value }),
      (error: unknown) => {
        if (!(error instanceof CopilotError)) throw error
        const { code, category, message, remedy } = error
        return { error: { code, category, message, remedy } }
      },
    )
    return isDue ? this.#kill(call) : JSON.stringify({ now: this.#world.now, ...answer })
  }

  #kill({ port, method }: Call): undefined {
    this.killedAt.push(`${this.#when} of ${port}.${method}`)
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

describe('a run whose process is killed again and again', () => {
  const sieges: Siege[] = []
  afterAll(() => {
    sieges.forEach((siege) => siege.close())
    rmSync(CACHE, { recursive: true, force: true })
  })

  it.concurrent.each(TOLD.map((name, seed) => ({ name, seed })))('$name', { timeout: 900_000 }, async ({ name, seed }) => {
    const story = STORIES.find((one) => one.name === name)
    if (story === undefined) throw new Error(`There is no story: ${name}.`)
    const world = await MemoryWorld.open(story.world)
    const siege = new Siege(world, story, seed + 1)
    sieges.push(siege)
    await siege.run()
    const stored = await createBranchStore(world.git, KEY).load('shop')
    if (stored === undefined) throw new Error('There is no state.')
    expect(siege.killedAt.length).toBe(KILLS)
    expect(new Set(siege.killedAt).size).toBeGreaterThan(3)
    expectEnd(story, { world, state: stored.state })
    expect(timeless(stored.state)).toEqual(timeless((await tellStory(story)).state))
  })
})
