import { type AgentState, CopilotError } from '@aks-copilot/contracts'
import type { ApplicationStatus } from '@aks-copilot/remediation'
import { expect, it } from 'vitest'
import { stateOf } from './test-support/run-states.ts'
import { watchApplications, type WatchParts } from './watch-applications.ts'

const degraded = (namespace: string, name: string): ApplicationStatus => ({
  namespace,
  name,
  sources: [],
  destination: { namespace: name },
  health: 'Degraded',
  sync: 'Synced',
  revision: 'r1',
  operation: undefined,
  automated: true,
  resources: [],
  history: [],
  conditions: [],
})

/** Applications whose runs end when they are told to. */
class World {
  readonly begun: { readonly name: string; readonly end: (state: AgentState) => void; readonly fail: (error: Error) => void }[] = []
  readonly asked: string[] = []
  readonly faults: unknown[] = []
  readonly elsewhere: string[] = []
  readonly parts: WatchParts
  readonly #stop = new AbortController()
  #round: () => void = () => undefined

  constructor(all: ApplicationStatus[], phase: AgentState['phase'] = 'observing', stored?: AgentState) {
    this.parts = {
      namespace: 'argocd',
      applications: async () => await Promise.resolve(all),
      stored: async (name) => {
        this.asked.push(name)
        return await Promise.resolve(stored)
      },
      repair: async ({ name, onState }) => {
        onState(stateOf(name, { phase }))
        return await new Promise((resolve, reject) => {
          this.#stop.signal.addEventListener('abort', () => reject(new Error('stopped')))
          this.begun.push({ name, end: resolve, fail: reject })
        })
      },
      elsewhere: (name) => this.elsewhere.push(name),
      fault: (error) => {
        this.faults.push(error)
        return error instanceof CopilotError ? error : fault('critical')
      },
      pause: async () =>
        await new Promise((resolve) => {
          this.#round = resolve
          this.#stop.signal.addEventListener('abort', () => resolve())
        }),
    }
  }

  get names(): string[] {
    return this.begun.map(({ name }) => name)
  }

  start(): Promise<void> {
    return watchApplications(this.parts, this.#stop.signal)
  }

  /** The next look. */
  async round(): Promise<void> {
    await settled()
    this.#round()
    await settled()
  }

  stop(): void {
    this.#stop.abort()
  }
}

const settled = async (): Promise<void> => await new Promise((resolve) => setTimeout(resolve, 10))
const refusing = async <Result>(faults: Error[], call: () => Promise<Result>): Promise<Result> => {
  const error = faults.shift()
  return error === undefined ? await call() : await Promise.reject(error)
}
const fault = (category: CopilotError['category'], code = 'INTERNAL_FAULT'): CopilotError =>
  new CopilotError({ code, category, message: 'It is so.', remedy: 'none' })

it('calls an application outside of the namespace of Argo CD by both names, and goes on with what was begun before', async () => {
  const cart = { ...degraded('team-a', 'cart'), health: 'Healthy' as const }
  const world = new World([degraded('argocd', 'shop'), degraded('team-a', 'shop'), cart], 'waiting', stateOf('cart'))
  const watched = world.start()
  await world.round()
  world.stop()
  await watched
  expect(world.names).toEqual(['shop', 'team-a/shop', 'team-a/cart'])
  expect(world.asked).toEqual(['team-a/cart'])
})

it.each([
  ['think', 'observing', 8],
  ['wait for people', 'waiting', 12],
] as const)('of runs that %s has so many at once as it may', async (_, phase, most) => {
  const world = new World(
    Array.from({ length: 12 }, (__, index) => degraded('argocd', `app-${index}`)),
    phase,
  )
  const watched = world.start()
  await world.round()
  expect(world.begun).toHaveLength(most)
  world.stop()
  await watched
})

it.each<[string, (run: World['begun'][number]) => void, number]>([
  ['was handed over', ({ end }) => end(stateOf('shop', { outcome: { kind: 'handed-over', text: '' } })), 1],
  ['cannot be repaired', ({ fail }) => fail(fault('validation')), 1],
  ['was healthy, and broke again', ({ end }) => end(stateOf('shop', { outcome: { kind: 'healthy', text: '' } })), 2],
  ['met something that did not answer', ({ fail }) => fail(fault('transient')), 2],
  ['was taken over', ({ fail }) => fail(fault('critical', 'REPAIR_TAKEN_OVER')), 2],
])('of a revision that %s', async (_, end, runs) => {
  const all = [degraded('argocd', 'shop')]
  const world = new World(all)
  const watched = world.start()
  await settled()
  const [first] = world.begun
  if (first !== undefined) end(first)
  await world.round()
  expect(world.begun).toHaveLength(runs)
  all[0] = { ...degraded('argocd', 'shop'), revision: 'r2' }
  await world.round()
  // Another revision is another matter; a run that is under way goes on.
  expect(world.begun).toHaveLength(2)
  world.stop()
  await watched
})

it('goes on with all that was begun before, though a list, a state or a run does not answer once, and though there is no room at first', async () => {
  const all = Array.from({ length: 12 }, (_, index) => ({ ...degraded('argocd', `app-${index}`), health: 'Healthy' as const }))
  const world = new World(all, 'observing', stateOf('app', { phase: 'waiting' }))
  const [list, state] = [[fault('transient')], [fault('transient')]]
  const given = { ...world.parts }
  Object.assign(world.parts, {
    applications: async () => await refusing(list, async () => await given.applications()),
    stored: async (name: string, application: ApplicationStatus) =>
      await refusing(state, async () => await given.stored(name, application)),
  })
  const watched = world.start()
  await world.round()
  // Its repository did not answer: nobody else of it is asked in that round.
  expect(world.asked).toEqual([])
  await world.round()
  expect(world.begun).toHaveLength(8)
  world.begun[0]?.fail(fault('transient'))
  for (const { end } of world.begun.slice(1)) end(stateOf('app', { phase: 'done', outcome: { kind: 'healthy', text: '' } }))
  await world.round()
  expect(new Set(world.names).size).toBe(12)
  // The one that did not answer is gone on with; those that ended are not.
  expect(world.names.toSorted()).toEqual([...all.map(({ name }) => name), 'app-0'].toSorted())
  expect(world.faults).toHaveLength(3)
  world.stop()
  await watched
})

it('leaves a run of another cluster to it, and says so once', async () => {
  const healthy = { ...degraded('argocd', 'shop'), health: 'Healthy' as const, uid: 'here', createdAt: '2026-11-22T08:00:00Z' }
  const world = new World([healthy], 'waiting', stateOf('shop', { application: { namespace: 'argocd', name: 'shop', uid: 'there' } }))
  const watched = world.start()
  await world.round()
  await world.round()
  world.stop()
  await watched
  expect(world.names).toEqual([])
  expect(world.elsewhere).toEqual(['shop'])
})

it('asks a cluster again that does not answer, and ends with what is no such fault', async () => {
  const world = new World([])
  const answers = [fault('transient'), fault('validation', 'CLUSTER_DENIED')]
  const parts = { ...world.parts, applications: async () => await Promise.reject(answers.shift() ?? new Error('once more')) }
  const watched = watchApplications(parts, new AbortController().signal)
  const [ended] = await Promise.allSettled([watched, world.round()])
  expect(ended).toMatchObject({ status: 'rejected', reason: { code: 'CLUSTER_DENIED' } })
  expect(world.faults).toMatchObject([{ category: 'transient' }])
})
