import { expect, it } from 'vitest'
import { runDebugLoop } from '../run-debug-loop.ts'
import type { RepairPorts } from '../loop/run.ts'
import type { ApplicationStatus } from '../ports.ts'
import { MemoryWorld } from '../test-support/memory-world.ts'
import { REQUEST } from '../test-support/request.ts'
import { shopSnapshot, tagOf, WEB_FILE, webFile } from '../test-support/shop.ts'
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

interface Superseded {
  readonly world: MemoryWorld
  readonly asked: readonly string[]
  readonly end: string | undefined
}

/** A pull request of an application without automatic sync waits when somebody pushes a release of their own to its lines. */
async function superseded(then: (world: MemoryWorld) => void): Promise<Superseded> {
  const people = async (world: MemoryWorld): Promise<void> => {
    if (world.git.pulls.length === 0 || world.done.has('push')) return
    world.done.add('push')
    await world.git.push('main', { [WEB_FILE]: webFile('1.7') }, 'feat: release 1.7')
    then(world)
  }
  const world = await MemoryWorld.open({ images: ['1.4', '1.7'], automated: false, people })
  const ports = world.ports()
  const asked: string[] = []
  const sync: typeof ports.deployer.sync = async (name, revision, signal) => {
    asked.push(revision)
    return await ports.deployer.sync(name, revision, signal)
  }
  const policy = policyOf({ policy: { mode: 'propose', minutes: 30 } })
  const options = { policy, signal: new AbortController().signal }
  const state = await runDebugLoop(REQUEST, { ...ports, deployer: { ...ports.deployer, sync } }, options)
  return { world, asked, end: state.outcome?.kind }
}

it('asks for nothing that others pushed, and that no attempt is in', async () => {
  const { asked, end } = await superseded(() => undefined)
  expect(asked).toEqual([])
  expect(end).toBe('handed-over')
})

it('asks for an attempt that was merged before it was closed', async () => {
  const { asked, end, world } = await superseded(({ git }) => {
    const pullRequest = git.pullRequest.bind(git)
    let looks = 0
    git.pullRequest = async (branch) => {
      looks += 1
      if (looks === 2) await git.merge(1)
      return await pullRequest(branch)
    }
  })
  expect(asked).toEqual([world.head])
  expect(end).toBe('healed-by-itself')
})
