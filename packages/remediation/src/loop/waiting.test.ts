import type { AgentState } from '@aks-copilot/contracts'
import { describe, expect, it } from 'vitest'
import type { GitHost } from '../ports.ts'
import { runDebugLoop } from '../run-debug-loop.ts'
import { LEASE } from '../state/begin-run.ts'
import { createBranchStore, stateBranch } from '../state/branch-store.ts'
import { MemoryWorld } from '../test-support/memory-world.ts'
import { REQUEST } from '../test-support/request.ts'
import { WEB_FILE, webFile } from '../test-support/shop.ts'
import { policyOf } from '../test-support/tell-story.ts'
import type { RepairPorts } from './run.ts'
import { Wake } from './wake.ts'

const MINUTE = 60_000
const POLICY = policyOf({ policy: { mode: 'propose', minutes: 300 } })

interface Waiting {
  readonly world: MemoryWorld
  readonly git: GitHost
  /** When the pull request was asked for, in milliseconds since it was opened. */
  readonly looks: number[]
}

/** A shop whose pull request waits, with the times at which somebody looks. Time passes as it is asked for, to the millisecond. */
async function openWaiting(people: (world: MemoryWorld, waited: number) => unknown = () => undefined): Promise<Waiting> {
  const waitedIn = ({ git, now }: MemoryWorld): number => now - (git.pulls[0]?.openedAt ?? now)
  const world = await MemoryWorld.open({ images: ['1.4'], stride: 0, people: async (one) => void (await people(one, waitedIn(one))) })
  const looks: number[] = []
  const pullRequest: GitHost['pullRequest'] = (branch) => {
    looks.push(waitedIn(world))
    return world.git.pullRequest(branch)
  }
  const git = new Proxy(world.git, { get: (target, name) => (name === 'pullRequest' ? pullRequest : bound(target, name)) })
  return { world, git, looks }
}

function bound(target: object, name: string | symbol): unknown {
  const member: unknown = Reflect.get(target, name, target)
  return typeof member === 'function' ? (member.bind(target) as unknown) : member
}

function start({ world, git }: Waiting, more: Partial<RepairPorts> = {}, wake?: Wake): Promise<AgentState> {
  return runDebugLoop(
    REQUEST,
    { ...world.ports(), git, store: createBranchStore(git), ...more },
    { policy: POLICY, signal: new AbortController().signal, wake },
  )
}

describe('a run that waits for people', () => {
  it('looks often at first, and each two minutes after ten; commits nothing meanwhile; ends with its time, to the second', async () => {
    const waiting = await openWaiting()
    const state = await start(waiting)
    const { looks, world } = waiting
    const pauses = looks.slice(1).map((at, index) => at - (looks[index] ?? 0))
    const pausesIn = (from: number, to: number): number[] =>
      pauses.filter((_, index) => (looks[index] ?? 0) >= from && (looks[index] ?? 0) < to)
    expect(new Set(pausesIn(0, MINUTE))).toEqual(new Set([15_000]))
    expect(Math.max(...pauses)).toBeLessThanOrEqual(2 * MINUTE)
    // With the last one, which the end of the run cuts short.
    expect(Math.min(...pausesIn(10 * MINUTE, 290 * MINUTE))).toBeGreaterThanOrEqual(1.5 * MINUTE)
    expect(new Set(pausesIn(10 * MINUTE, 290 * MINUTE)).size).toBeGreaterThan(50)
    expect(state.attempts[0]?.reason).toBe('Nobody merged the pull request within the time of the run.')
    const over = Date.parse(state.log.find(({ text }) => text.startsWith('Nobody merged'))?.at ?? '') - Date.parse(state.deadline)
    expect(over).toBeGreaterThan(0)
    expect(over).toBeLessThan(1000)
    const commits = world.git.history(stateBranch('shop')).filter(({ message }) => message.startsWith('waiting:'))
    expect(commits).toHaveLength(1)
  })

  it('looks at once, and often again, when somebody rings', async () => {
    const wake = new Wake()
    const sleeps: boolean[] = []
    const waiting = await openWaiting()
    const { world, looks } = waiting
    const sleep: RepairPorts['clock']['sleep'] = async (milliseconds, signal) => {
      if (world.git.pulls.length === 0 || looks.length < 40) return await world.pass(milliseconds)
      if (looks.length === 40 && sleeps.length === 0) wake.ring()
      sleeps.push(signal.aborted)
      // Whoever was rung sleeps no more.
      if (sleeps.length === 8) await world.git.merge(1)
      await world.pass(signal.aborted ? 0 : milliseconds)
    }
    const state = await start(waiting, { clock: { now: () => world.now, sleep } }, wake)
    expect(state.outcome?.kind).toBe('healthy')
    expect(sleeps.slice(0, 3)).toEqual([true, false, false])
    expect((looks[39] ?? 0) - (looks[38] ?? 0)).toBeGreaterThanOrEqual(1.5 * MINUTE)
    expect(looks[40]).toBe(looks[39])
    expect((looks[41] ?? 0) - (looks[40] ?? 0)).toBe(15_000)
  })

  it('takes a merge that comes between two questions for a merge', async () => {
    const waiting = await openWaiting()
    const { world } = waiting
    const pullRequest: GitHost['pullRequest'] = async (branch) => {
      const pull = await world.git.pullRequest(branch)
      if (pull?.state === 'open' && world.now > (world.git.pulls[0]?.openedAt ?? 0) + MINUTE) await world.git.merge(1)
      return pull
    }
    const git = new Proxy(world.git, { get: (target, name) => (name === 'pullRequest' ? pullRequest : bound(target, name)) })
    const state = await start({ ...waiting, git })
    expect(state.outcome?.kind).toBe('healthy')
    expect(state.attempts.map(({ outcome }) => outcome)).toEqual(['healthy'])
  })

  it('does not wait for a merge for long where somebody else made the same change', async () => {
    const waiting = await openWaiting(async ({ git, images, done }, waited) => {
      if (waited < MINUTE || done.has('push')) return
      done.add('push')
      images.delete('1.4')
      await git.push('main', { [WEB_FILE]: webFile('1.4') }, 'fix: the same by hand')
    })
    const state = await start(waiting)
    expect(state.attempts[0]).toMatchObject({ outcome: 'superseded', reason: 'Somebody made the same change meanwhile.' })
    const closed = Date.parse(state.log.find(({ text }) => text.startsWith('Somebody made'))?.at ?? '')
    expect(closed - (waiting.world.git.pulls[0]?.openedAt ?? 0)).toBeLessThan(5 * MINUTE)
  })

  it('is closed soon after the application became well, however seldom it looked', async () => {
    const waiting = await openWaiting((world, waited) => void (waited > 60 * MINUTE && world.images.add('1.5')))
    const state = await start(waiting)
    expect(state.attempts[0]).toMatchObject({ outcome: 'superseded' })
    const closed = Date.parse(state.log.find(({ text }) => text.startsWith('The application became healthy'))?.at ?? '')
    expect(closed - (waiting.world.git.pulls[0]?.openedAt ?? 0)).toBeLessThan(63 * MINUTE)
  })
})

describe('the lease of a run that waits for people', () => {
  it('is claimed again before anything is asked of Argo CD', async () => {
    const waiting = await openWaiting((world, waited) => waited > 60 * MINUTE && world.git.merge(1))
    const { world } = waiting
    const asked: { readonly at: number; readonly until: number }[] = []
    const refresh = async (): Promise<void> => {
      const until = Date.parse((await createBranchStore(world.git).load('shop'))?.state.lease.until ?? '')
      asked.push({ at: world.now, until })
    }
    const state = await start(waiting, { deployer: { ...world.deployer, refresh } })
    expect(state.outcome?.kind).toBe('healthy')
    expect(asked.length).toBeGreaterThan(1)
    expect(asked.filter(({ at, until }) => until <= at)).toEqual([])
  })

  it.each([
    ['soon', 0],
    ['late', 30 * MINUTE],
  ])('can be taken by another once it is over, of two one writes: it acts %s', async (_, later) => {
    let other: Promise<AgentState> | undefined
    let isOther = false
    const writers = new Set<boolean>()
    const waiting = await openWaiting(async (world, waited) => {
      if (waited < 40 * MINUTE) return
      if (waited > 40 * MINUTE + later && world.git.pulls[0]?.state === 'open') await world.git.merge(1)
    })
    const { world } = waiting
    const refresh = (): Promise<void> => {
      if (world.git.pulls[0]?.state === 'merged') writers.add(isOther)
      return Promise.resolve()
    }
    const deployer = { ...world.deployer, refresh }
    const sleep: RepairPorts['clock']['sleep'] = async (milliseconds) => {
      await world.pass(milliseconds)
      if (isOther || other !== undefined || world.now < (world.git.pulls[0]?.openedAt ?? world.now) + 30 * MINUTE) return
      // It begins while the first one sleeps, and ends before that wakes.
      isOther = true
      const request = { ...REQUEST, holder: 'runner-2' }
      const options = { policy: POLICY, signal: new AbortController().signal }
      other = runDebugLoop(request, { ...world.ports(), deployer, clock: { now: () => world.now, sleep } }, options)
      await other
      isOther = false
    }
    const first = start(waiting, { deployer, clock: { now: () => world.now, sleep } })
    await expect(first).rejects.toMatchObject({ code: 'REPAIR_TAKEN_OVER' })
    expect((await other)?.outcome?.kind).toBe('healthy')
    expect([...writers]).toEqual([true])
    expect(world.notifier.sent.map(({ notice }) => notice.key)).toEqual(['run', 'end'])
  })

  it('is seen to be taken by the one that only looks', async () => {
    const waiting = await openWaiting()
    const { world, git } = waiting
    const store = createBranchStore(world.git)
    let takenAt: number | undefined
    const sleep: RepairPorts['clock']['sleep'] = async (milliseconds) => {
      await world.pass(milliseconds)
      if (takenAt !== undefined || world.now < (world.git.pulls[0]?.openedAt ?? world.now) + LEASE + MINUTE) return
      takenAt = world.now
      const stored = await store.load('shop')
      if (stored !== undefined)
        await store.save({ ...stored.state, lease: { holder: 'runner-2', until: stored.state.deadline } }, stored.version)
    }
    const run = start({ ...waiting, git }, { clock: { now: () => world.now, sleep } })
    await expect(run).rejects.toMatchObject({ code: 'REPAIR_TAKEN_OVER' })
    expect(world.now - (takenAt ?? 0)).toBeLessThanOrEqual(2 * MINUTE)
  })
})
