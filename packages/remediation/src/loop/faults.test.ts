import { CopilotError } from '@aks-copilot/contracts'
import { describe, expect, it } from 'vitest'
import { MemoryWorld } from '../test-support/memory-world.ts'
import { type Outage, Outages } from '../test-support/outage.ts'
import { REQUEST } from '../test-support/request.ts'
import { WEB_FILE, webFile } from '../test-support/shop.ts'
import { STORIES, type Story } from '../test-support/stories.ts'
import { expectEnd, policyOf, tellStory } from '../test-support/tell-story.ts'
import { runDebugLoop } from '../run-debug-loop.ts'

const ENDLESS = Number.POSITIVE_INFINITY

function story(name: string): Story {
  const found = STORIES.find((one) => one.name === name)
  if (found === undefined) throw new Error(`There is no story ${name}.`)
  return found
}

const COMMITTED = story('committed, and healthy')
const MERGED = story('merged by squash, its branch deleted, and healthy')
const SECOND = story('not healthy, taken back, and healthy with the second attempt')

/** Tells a story in which services are away; whoever runs it begins again after each transient fault, half a minute later. */
async function tellWith(told: Story, outages: readonly Outage[]) {
  const kept: { world?: MemoryWorld; broken?: Outages } = {}
  const end = await tellStory(
    told,
    (ports, world) => {
      const broken = new Outages(world, outages)
      Object.assign(kept, { world, broken })
      return broken.ports(ports)
    },
    (error) => {
      if (!(error instanceof CopilotError) || error.category !== 'transient' || kept.world === undefined) return false
      kept.world.now += 30_000
      return true
    },
  )
  return { ...end, failed: kept.broken?.failed ?? 0 }
}

describe('a service that is away for a while', () => {
  const away = (service: Outage['service'], from: number, to: number, calls?: readonly string[]): Outage => ({
    service,
    from,
    to,
    category: 'transient',
    ...(calls === undefined ? {} : { calls }),
  })

  it.each<[string, Story, Outage]>([
    ['the Git host, from the beginning', COMMITTED, away('git', 0, 120_000)],
    ['the Git host, when the patch is to be committed', COMMITTED, away('git', 15_000, 120_000)],
    ['the Git host, after the commit was made and before the branch moved', COMMITTED, away('git', 0, 90_000, ['moveBranch'])],
    ['the Git host, while people look at the pull request', MERGED, away('git', 45_000, 150_000)],
    ['the Git host, when the attempt is to be taken back', SECOND, away('git', 100_000, 240_000)],
    ['Argo CD, from the beginning', COMMITTED, away('deployer', 0, 120_000)],
    ['Argo CD, during the rollout', COMMITTED, away('deployer', 15_000, 150_000)],
    ['Argo CD, when it is to be told', COMMITTED, away('deployer', 0, 90_000, ['refresh'])],
    ['the cluster, from the beginning', COMMITTED, away('cluster', 0, 120_000)],
    ['the cluster, during the rollout', SECOND, away('cluster', 15_000, 200_000)],
    ['a limit of requests', MERGED, away('git', 15_000, 75_000, ['commit', 'openPullRequest', 'files'])],
  ])('%s: the run goes on where it was', async (_name, told, outage) => {
    const end = await tellWith(told, [outage])
    expect(end.failed).toBeGreaterThan(0)
    expectEnd(told, end)
  })
})

describe('people who cannot be told', () => {
  it('leave no application broken, and the state says it', async () => {
    const end = await tellWith(COMMITTED, [{ service: 'notifier', from: 0, to: ENDLESS, category: 'transient' }])
    expectEnd({ ...COMMITTED, told: [] }, end)
    expect(end.state.log.map(({ text }) => text).filter((text) => text.startsWith('Nobody could be told'))).toHaveLength(2)
  })

  it('are told at the end, when they can be', async () => {
    const end = await tellWith(COMMITTED, [{ service: 'notifier', from: 0, to: 40_000, category: 'transient' }])
    expectEnd({ ...COMMITTED, told: ['run'] }, end)
  })
})

describe('a fault that does not go away', () => {
  async function stopped(outage: Outage): Promise<{ error: CopilotError; world: MemoryWorld }> {
    const world = await MemoryWorld.open(COMMITTED.world)
    const ports = new Outages(world, [outage]).ports(world.ports())
    const options = { policy: policyOf(COMMITTED), signal: new AbortController().signal }
    const error: unknown = await runDebugLoop(REQUEST, ports, options).catch((fault: unknown) => fault)
    if (!(error instanceof CopilotError)) throw new Error('It did not stop.')
    return { error, world }
  }

  it('an ended token stops the run, and pages people; nothing is written', async () => {
    const { error, world } = await stopped({ service: 'git', calls: ['commit'], from: 15_000, to: ENDLESS, category: 'critical' })
    expect(error).toMatchObject({ code: 'SERVICE_AWAY', category: 'critical' })
    expect(world.notifier.sent.map(({ notice: { key, severity } }) => [key, severity])).toEqual([['stopped-SERVICE_AWAY', 'critical']])
    expect(world.git.history('main')).toHaveLength(1)
  })

  it.each([
    ['a run that is stored', ['commit'], 15_000, [['run-1', 'stopped-SERVICE_AWAY']]],
    [
      'one that could not begin',
      ['head'],
      0,
      [
        ['shop', 'stopped-SERVICE_AWAY-2026-11-22'],
        ['shop', 'stopped-SERVICE_AWAY-2026-11-23'],
      ],
    ],
  ] as const)('of %s pages once, however often it is begun again', async (_, calls, from, sent) => {
    const world = await MemoryWorld.open(COMMITTED.world)
    const ports = new Outages(world, [{ service: 'git', calls, from, to: ENDLESS, category: 'critical' }]).ports(world.ports())
    const options = { policy: policyOf(COMMITTED), signal: new AbortController().signal }
    for (const runId of ['run-1', 'run-2', 'run-3']) {
      await expect(runDebugLoop({ ...REQUEST, runId }, ports, options)).rejects.toMatchObject({ code: 'SERVICE_AWAY' })
      if (runId === 'run-2') world.now += 86_400_000
    }
    expect(world.notifier.sent.map(({ notice }) => [notice.runId, notice.key])).toEqual(sent)
  })

  it('a transient one pages nobody', async () => {
    const { error, world } = await stopped({ service: 'cluster', from: 0, to: ENDLESS, category: 'transient' })
    expect(error.category).toBe('transient')
    expect(world.notifier.sent).toEqual([])
  })

  it.each(['commit', 'propose'] as const)('a branch that refuses the commit is handed over in mode %s, with the patch', async (mode) => {
    const refused = { ...COMMITTED, policy: { mode } }
    const world = await MemoryWorld.open(refused.world)
    const ports = world.ports()
    const git = new Outages(world, [{ service: 'git', calls: ['moveBranch'], from: 0, to: ENDLESS, category: 'validation' }])
    const options = { policy: policyOf(refused), signal: new AbortController().signal }
    const state = await runDebugLoop(REQUEST, { ...ports, git: git.ports(ports).git }, options)
    expect(state).toMatchObject({ phase: 'done', outcome: { kind: 'handed-over' }, attempts: [{ outcome: 'closed' }] })
    expect(world.git.issues[0]?.body).toContain('does not take the patch')
    expect(world.git.history('main')).toHaveLength(1)
  })
})

describe('issues', () => {
  async function handedOver(category: CopilotError['category']) {
    const world = await MemoryWorld.open({ images: ['1.4'], doctor: [] })
    const ports = world.ports()
    const { git } = new Outages(world, [{ service: 'git', calls: ['openIssue'], from: 0, to: ENDLESS, category }]).ports(ports)
    const options = { policy: policyOf(COMMITTED), signal: new AbortController().signal }
    const run = async (runId: string) => await runDebugLoop({ ...REQUEST, runId }, { ...ports, git }, options)
    return { world, run }
  }

  it.each(['validation', 'critical'] as const)(
    'that are refused (%s) end the run all the same, and people are told why',
    async (category) => {
      const { world, run } = await handedOver(category)
      const state = await run('run-1')
      const why = 'No issue could be opened: The git is away.'
      expect(state).toMatchObject({ phase: 'done', outcome: { kind: 'handed-over', text: expect.stringContaining(why) as string } })
      expect(state.outcome?.issue).toBeUndefined()
      expect(state.summary).toContain(why)
      expect(state.log.map(({ text }) => text).join('\n')).toContain(why)
      expect(world.audited).toContainEqual(
        expect.objectContaining({ runId: 'run-1', what: 'issue-refused', detail: { code: 'SERVICE_AWAY', why: 'The git is away.' } }),
      )
      expect(world.notifier.sent.map(({ notice }) => [notice.key, notice.text.includes(why)])).toEqual([['run', true]])
      // What people mend is seen by the next run.
      await world.git.push('main', { [WEB_FILE]: webFile('1.4') }, 'fix: 1.4')
      await world.pass(60_000)
      expect(await run('run-2')).toMatchObject({ runId: 'run-2', phase: 'done', outcome: { kind: 'healed-by-itself' } })
    },
  )

  it('that cannot be opened just now are opened later', async () => {
    const { world, run } = await handedOver('transient')
    await expect(run('run-1')).rejects.toMatchObject({ category: 'transient' })
    const options = { policy: policyOf(COMMITTED), signal: new AbortController().signal }
    const state = await runDebugLoop({ ...REQUEST, runId: 'run-2' }, world.ports(), options)
    expect(state).toMatchObject({ runId: 'run-1', phase: 'done', outcome: { kind: 'handed-over', issue: { number: 100 } } })
  })
})

describe('somebody else', () => {
  it('who holds the run is left to it', async () => {
    const world = await MemoryWorld.open(COMMITTED.world)
    const options = { policy: policyOf(COMMITTED), signal: new AbortController().signal }
    const ports = world.ports()
    const other = { ...REQUEST, holder: 'runner-2', runId: 'run-other' }
    const refusals: unknown[] = []
    const sleep = ports.clock.sleep.bind(ports.clock)
    const clock = {
      ...ports.clock,
      sleep: async (milliseconds: number, signal: AbortSignal) => {
        refusals.push(await runDebugLoop(other, world.ports(), options).catch((error: unknown) => error))
        await sleep(milliseconds, signal)
      },
    }
    const state = await runDebugLoop(REQUEST, { ...ports, clock }, options)
    expectEnd(COMMITTED, { world, state })
    expect(refusals.length).toBeGreaterThan(1)
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'REPAIR_IN_PROGRESS', category: 'transient' })
  })

  it('who is known to run no more is not waited for', async () => {
    const world = await MemoryWorld.open(COMMITTED.world)
    const options = { policy: policyOf(COMMITTED), signal: new AbortController().signal }
    const stop = new AbortController()
    const ports = world.ports()
    const clock = { ...ports.clock, sleep: async () => await Promise.resolve(stop.abort(new Error('killed'))) }
    await expect(runDebugLoop(REQUEST, { ...ports, clock }, { ...options, signal: stop.signal })).rejects.toThrow('killed')
    const other = { ...REQUEST, holder: 'runner-2' }
    await expect(runDebugLoop({ ...other, isGone: () => false }, world.ports(), options)).rejects.toMatchObject({
      code: 'REPAIR_IN_PROGRESS',
    })
    const isGone = (holder: string): boolean => holder === REQUEST.holder
    expectEnd(COMMITTED, { world, state: await runDebugLoop({ ...other, isGone }, world.ports(), options) })
  })

  it('who takes over after the lease ends it, and the first stops at its next write without a page', async () => {
    const world = await MemoryWorld.open(COMMITTED.world)
    const options = { policy: policyOf(COMMITTED), signal: new AbortController().signal }
    const ports = world.ports()
    const sleep = ports.clock.sleep.bind(ports.clock)
    let other: unknown
    const clock = {
      ...ports.clock,
      sleep: async (milliseconds: number, signal: AbortSignal) => {
        if (other === undefined && world.elapsed > 20_000) {
          // The first was asleep for longer than its lease.
          world.now += 20 * 60_000
          other = await runDebugLoop({ ...REQUEST, holder: 'runner-2' }, world.ports(), options)
        }
        await sleep(milliseconds, signal)
      },
    }
    const first = await runDebugLoop(REQUEST, { ...ports, clock }, options).catch((error: unknown) => error)
    expect(other).toMatchObject({ phase: 'done', outcome: { kind: 'healthy' } })
    expect(first).toMatchObject({ code: 'REPAIR_TAKEN_OVER' })
    expect(world.notifier.sent.map(({ notice }) => notice.key)).toEqual(['run', 'end'])
    expect(world.git.history('main')).toHaveLength(2)
  })
})

describe('the branch', () => {
  it('that somebody moves just before the commit gets the same repair upon what is there then', async () => {
    const world = await MemoryWorld.open(COMMITTED.world)
    const ports = world.ports()
    let moved = 0
    const move = world.git.moveBranch.bind(world.git)
    world.git.moveBranch = async (branch, to, from) => {
      if (branch === 'main' && moved++ === 0) await world.git.push('main', { 'README.md': 'The shop, again.\n' }, 'docs: say more')
      return await move(branch, to, from)
    }
    const options = { policy: policyOf(COMMITTED), signal: new AbortController().signal }
    const state = await runDebugLoop(REQUEST, ports, options)
    expectEnd(COMMITTED, { world, state })
    expect(moved).toBe(2)
    expect(world.git.history('main').map(({ message }) => message.split('\n')[0])[1]).toBe('docs: say more')
  })

  it('that is pushed by force to what was before the repair keeps what people put there', async () => {
    const told: Story = {
      ...COMMITTED,
      policy: { mode: 'commit', attempts: 1 },
      world: {
        images: ['1.4'],
        people: (world) => {
          const [tip, before] = world.git.history('main')
          if (world.done.has('force') || tip === undefined || before === undefined) return
          world.done.add('force')
          world.git.branches.set('main', before.id)
        },
      },
    }
    const { state, world } = await tellStory(told)
    expect(state).toMatchObject({ phase: 'done', outcome: { kind: 'handed-over' } })
    expect(world.git.history('main')).toHaveLength(1)
    expect(world.git.history('main')[0]?.files.get(WEB_FILE)).toBe(webFile('1.5'))
  })
})
