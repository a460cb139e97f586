import type { AgentState } from '@aks-copilot/contracts'
import { describe, expect, it } from 'vitest'
import type { RepairPorts } from '../loop/run.ts'
import type { ApplicationStatus } from '../ports.ts'
import { runDebugLoop } from '../run-debug-loop.ts'
import { MemoryWorld } from '../test-support/memory-world.ts'
import { REQUEST } from '../test-support/request.ts'
import { policyOf } from '../test-support/tell-story.ts'
import { createBranchStore, STATUS_FILE, stateBranch } from './branch-store.ts'

class Stopped extends Error {}

/** An Application of the name `shop`, and whoever runs its repairs. */
interface Side {
  readonly application?: Partial<ApplicationStatus>
  readonly instance?: string
  readonly holder?: string
  readonly runId?: string
  /** Until its state is so. */
  readonly until?: (state: AgentState) => boolean
}

const LONG_AGO = '2026-10-02T08:00:00Z'
/** Of another cluster: it was there before the run of the first began. */
const ELSEWHERE: Side = { application: { uid: 'uid-elsewhere', createdAt: LONG_AGO }, holder: 'runner-2', runId: 'run-of-b' }
const WAITING = ({ phase }: AgentState): boolean => phase === 'waiting'
const OBSERVING = ({ phase }: AgentState): boolean => phase === 'observing'

function portsOf(world: MemoryWorld, { application = {}, instance }: Side): RepairPorts {
  const read = async (): Promise<ApplicationStatus> => ({ ...(await world.application()), ...application })
  const ports = world.ports(createBranchStore(world.git, undefined, instance))
  return { ...ports, deployer: { ...ports.deployer, application: read } }
}

async function run(world: MemoryWorld, side: Side = {}): Promise<AgentState> {
  const { instance, holder = REQUEST.holder, runId = REQUEST.runId, until = () => false } = side
  let last: AgentState | undefined
  const onState = (state: AgentState): void => {
    last = state
    if (until(state)) throw new Stopped()
  }
  const options = { policy: policyOf({ policy: { mode: 'propose', minutes: 60 } }), signal: new AbortController().signal, onState }
  try {
    return await runDebugLoop({ ...REQUEST, instance, holder, runId }, portsOf(world, side), options)
  } catch (error) {
    if (error instanceof Stopped && last !== undefined) return last
    throw error
  }
}

/** People who close each pull request, and merge none. */
const closing = async (): Promise<MemoryWorld> =>
  await MemoryWorld.open({ images: [], people: ({ git }) => git.pulls.forEach(({ number }) => git.close(number)) })
const quiet = async (): Promise<MemoryWorld> => await MemoryWorld.open({ images: [] })

/** The Application was deleted and made again, now. */
const again = (world: MemoryWorld, side: Side = {}): Side => ({
  ...side,
  application: { uid: 'uid-made-again', createdAt: new Date(world.now).toISOString(), history: [] },
})

const HOUR = 3_600_000
const LEASE = 15 * 60_000

describe('a run that is under way for an Application of the same name on another cluster', () => {
  it.each([
    ['that somebody holds', 0, ELSEWHERE.holder],
    ['that nobody holds', LEASE + 1, ELSEWHERE.holder],
    ['whose holder has the same name', 0, REQUEST.holder],
  ])('%s is left alone, and who comes learns what to set', async (_, later, holder = '') => {
    const world = await quiet()
    await run(world, { until: WAITING })
    world.now += later
    const before = new Map(world.git.branches)
    await expect(run(world, { ...ELSEWHERE, holder })).rejects.toMatchObject({
      code: 'REPAIR_STATE_SHARED',
      category: 'validation',
      message: expect.stringContaining('aks-copilot/state/shop'),
      remedy: expect.stringContaining('repair.instance'),
    })
    expect(world.git.branches).toEqual(before)
    expect(world.notifier.sent.map(({ notice: { runId, key } }) => [runId, key])).toEqual([
      [REQUEST.runId, 'run'],
      ['shop', 'stopped-REPAIR_STATE_SHARED-2026-11-22'],
    ])
    expect(world.audited.at(-1)).toMatchObject({ what: 'distrusted', detail: { code: 'REPAIR_STATE_SHARED' } })
  })

  it('is in nobody’s way once its time is over, nor where it would have none', async () => {
    const world = await quiet()
    await run(world, { until: WAITING })
    const [file] = await world.git.files(world.git.branches.get(stateBranch('shop')) ?? '', STATUS_FILE)
    world.now += HOUR
    expect((await run(world, { ...ELSEWHERE, until: OBSERVING })).runId).toBe('run-of-b')
    const endless = (file?.text ?? '').replace(/"deadline": "\d+/, '"deadline": "2099')
    await world.git.push(stateBranch('shop'), { [STATUS_FILE]: endless }, 'x')
    expect((await run(world, { ...ELSEWHERE, until: OBSERVING })).runId).toBe('run-of-b')
  })

  it('has its own branches, issue and messages where both have an instance', async () => {
    const world = await closing()
    const west = await run(world, { instance: 'west' })
    const east = await run(world, { ...ELSEWHERE, instance: 'East-1' })
    for (const state of [west, east])
      expect(state).toMatchObject({ phase: 'done', outcome: { kind: 'handed-over' }, attempts: [{ number: 1 }] })
    expect([...world.git.branches.keys()].filter((branch) => branch !== 'main').toSorted()).toEqual([
      'aks-copilot/state/East-1__shop',
      'aks-copilot/state/west__shop',
    ])
    expect(world.git.pulls.map(({ branch }) => branch)).toEqual([
      'aks-copilot/west__shop-run-7f3a-1',
      'aks-copilot/East-1__shop-run-of-b-1',
    ])
    expect(world.git.issues).toHaveLength(2)
    expect(world.git.issues.map(({ title }) => title.split(':')[0])).toEqual(['shop (west)', 'shop (East-1)'])
    const titles = new Set(
      world.notifier.sent.filter(({ notice: { key } }) => key === 'run').map(({ notice }) => notice.title.split(':')[0]),
    )
    expect(titles).toEqual(new Set(['shop (west)', 'shop (East-1)']))
    // What the people of one declined, those of the other were never asked.
    expect((await run(world, { instance: 'west', runId: 'run-3' })).attempts).toEqual([])
  })
})

describe('an Application that was deleted and made again', () => {
  it('gets a new run at once where nothing of the old one is in Git, without a person', async () => {
    const world = await quiet()
    await run(world, { until: OBSERVING })
    world.now += 10 * 60_000
    const next = await run(world, again(world, { runId: 'run-2', until: WAITING }))
    expect(next).toMatchObject({ runId: 'run-2', application: { uid: 'uid-made-again' }, attempts: [{ outcome: 'open' }] })
  })

  it('goes on with what its old run left in Git, so that there is one pull request', async () => {
    const world = await quiet()
    await run(world, { until: WAITING })
    world.now += 10 * 60_000
    world.images.add('1.4')
    await world.git.merge(1)
    const end = await run(world, again(world, { runId: 'run-2' }))
    expect(end).toMatchObject({ runId: REQUEST.runId, application: { uid: 'uid-made-again' }, outcome: { kind: 'healthy' } })
    expect(world.git.pulls).toHaveLength(1)
  })

  it('begins anew where it is deployed from another folder now', async () => {
    const world = await quiet()
    await run(world, { until: WAITING })
    const [source] = (await world.application()).sources
    if (source === undefined) throw new Error('It has a source.')
    const side = again(world, { runId: 'run-2', until: OBSERVING })
    const moved = { ...side, application: { ...side.application, sources: [{ ...source, path: 'other' }] } }
    expect((await run(world, moved)).runId).toBe('run-2')
  })

  it('waits for the lease of a run that somebody else still has, and hears of other clusters', async () => {
    const world = await quiet()
    await run(world, { until: OBSERVING })
    await expect(run(world, again(world, { holder: 'runner-2' }))).rejects.toMatchObject({
      code: 'REPAIR_IN_PROGRESS',
      category: 'transient',
      remedy: expect.stringContaining('repair.instance'),
    })
    world.now += LEASE + 1
    expect((await run(world, again(world, { holder: 'runner-2', runId: 'run-2', until: OBSERVING }))).runId).toBe('run-2')
  })

  it('is not asked again what people declined in the same place; one in another place is', async () => {
    const world = await closing()
    await run(world)
    expect((await run(world, again(world, { runId: 'run-2' }))).refusals.join()).toContain('people declined it before')
    const [source] = (await world.application()).sources
    if (source === undefined) throw new Error('It has a source.')
    const other = { ...ELSEWHERE, application: { ...ELSEWHERE.application, sources: [{ ...source, path: 'app/' }] }, until: OBSERVING }
    const elsewhere = await run(world, other)
    expect([elsewhere.runId, elsewhere.declined]).toEqual(['run-of-b', undefined])
  })
})

it('a state of before there were uids is read, gone on with, and has one then', async () => {
  const world = await quiet()
  const first = await run(world, { until: WAITING, application: { uid: undefined } })
  expect(first.application.uid).toBeUndefined()
  const next = await run(world, { runId: 'run-2', until: WAITING })
  expect([next.runId, next.application.uid]).toEqual([REQUEST.runId, 'uid-of-the-shop'])
})
