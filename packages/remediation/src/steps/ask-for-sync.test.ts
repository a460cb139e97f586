import { expect, it } from 'vitest'
import { runDebugLoop } from '../run-debug-loop.ts'
import type { RepairPorts } from '../loop/run.ts'
import type { ApplicationStatus } from '../ports.ts'
import { MemoryWorld } from '../test-support/memory-world.ts'
import { REQUEST } from '../test-support/request.ts'
import { shopSnapshot, tagOf, WEB_FILE } from '../test-support/shop.ts'
import { policyOf } from '../test-support/tell-story.ts'

/** A shop that is only synced when it is asked for, to the very revision that is asked for, while Argo CD compares with the tip. */
class ManualShop {
  readonly world: MemoryWorld
  /** Revisions that were asked for. */
  readonly asked: string[] = []
  /** Syncs that fail before one succeeds. */
  failures = 0
  /** Whether the sync of an earlier revision is tried again and again: to ask for another only ends that. */
  isRetrying = false
  #deployed: string
  #operation: ApplicationStatus['operation']

  constructor(world: MemoryWorld) {
    this.world = world
    this.#deployed = world.head
    this.#operation = { phase: 'Failed', message: 'a hook failed', revision: world.head }
  }

  ports(): RepairPorts {
    const { world } = this
    const ports = world.ports()
    const deployer = {
      ...ports.deployer,
      application: () => this.#application(),
      sync: (_: string, revision: string) => {
        this.#sync(revision)
        return Promise.resolve({ state: 'asked' as const })
      },
    }
    const read = async (): ReturnType<RepairPorts['cluster']['read']> => {
      const tag = await this.#tag()
      return shopSnapshot(tag, world.images.has(tag), world.now)
    }
    return { ...ports, deployer, cluster: { read } }
  }

  #sync(revision: string): void {
    this.asked.push(revision)
    if (this.isRetrying) {
      this.isRetrying = false
      return
    }
    const hasFailed = this.failures > 0
    this.failures -= 1
    this.#operation = { phase: hasFailed ? 'Failed' : 'Succeeded', message: hasFailed ? 'a hook failed' : '', revision }
    if (!hasFailed) this.#deployed = revision
  }

  async #tag(): Promise<string> {
    return tagOf((await this.world.git.files(this.#deployed, WEB_FILE))[0]?.text ?? '')
  }

  async #application(): Promise<ApplicationStatus> {
    const { world } = this
    const health = world.images.has(await this.#tag()) ? 'Healthy' : 'Degraded'
    const sync = this.#deployed === world.head ? 'Synced' : 'OutOfSync'
    return { ...(await world.application()), automated: false, health, sync, operation: this.#operation }
  }
}

const POLICY = policyOf({ policy: { mode: 'commit', healthyMinutes: 5 } })
const run = async (ports: RepairPorts): ReturnType<typeof runDebugLoop> =>
  await runDebugLoop(REQUEST, ports, { policy: POLICY, signal: new AbortController().signal })

it('syncs what others pushed upon the commit with it, and asks once', async () => {
  const world = await MemoryWorld.open({ images: ['1.4'] })
  const shop = new ManualShop(world)
  const { git } = world
  const move = git.moveBranch.bind(git)
  git.moveBranch = async (branch, to, from) => {
    const moved = await move(branch, to, from)
    if (branch === 'main' && !world.done.has('push')) {
      world.done.add('push')
      await git.push('main', { 'README.md': 'Another team.\n' }, 'docs: another team')
    }
    return moved
  }
  const state = await run(shop.ports())
  expect(state).toMatchObject({ phase: 'done', outcome: { kind: 'healthy' } })
  expect(shop.asked).toEqual([world.head])
  expect(git.history('main').map(({ message }) => message.split('\n')[0])[0]).toBe('docs: another team')
})

it('asks for a sync that failed again after a while', async () => {
  const world = await MemoryWorld.open({ images: ['1.4'], stride: 3000 })
  const shop = new ManualShop(world)
  shop.failures = 1
  const state = await run(shop.ports())
  expect(state).toMatchObject({ phase: 'done', outcome: { kind: 'healthy' } })
  expect(shop.asked).toEqual([world.head, world.head])
})

it('asks at once for what was held up by the retries of an earlier revision, when these are ended', async () => {
  const world = await MemoryWorld.open({ images: ['1.4'], stride: 3000 })
  const shop = new ManualShop(world)
  shop.isRetrying = true
  const state = await run(shop.ports())
  expect(state).toMatchObject({ phase: 'done', outcome: { kind: 'healthy' } })
  expect(shop.asked).toEqual([world.head, world.head])
})
