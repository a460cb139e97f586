import { type AgentState, CopilotError } from '@aks-copilot/contracts'
import type { ApplicationStatus } from '@aks-copilot/remediation'
import { afterEach, describe, expect, it } from 'vitest'
import type { ServedRun } from './served-run.ts'
import { ServedRepairs, type ServedRepairsParts } from './served-repairs.ts'
import { MERGED_ATTEMPT, stateOf } from './test-support/run-states.ts'

const OBJECT = { kind: 'Deployment', namespace: 'shop', name: 'web' }

const ended = (
  application: string,
  kind: NonNullable<AgentState['outcome']>['kind'],
  problems: readonly string[] = ['image'],
): AgentState =>
  stateOf(application, {
    phase: 'done',
    revision: 'r1',
    incidents: problems.map((fingerprint) => ({ fingerprint, title: '', cause: '', object: OBJECT, evidence: [] })),
    outcome: { kind, text: kind },
  })

/** Runs that end when they are told to. */
class World {
  readonly begun: { readonly run: ServedRun; readonly end: (state: AgentState) => void; readonly fail: (error: Error) => void }[] = []
  readonly parts: ServedRepairsParts
  revision = 'r1'
  /** Fingerprints of what is broken. */
  problems: readonly string[] = ['image']
  looks = 0
  closed = 0
  readonly pauses: (() => void)[] = []

  constructor(stored: readonly { readonly application: string; readonly state: AgentState }[] = []) {
    this.parts = {
      cluster: 'test',
      mode: 'propose',
      namespace: 'argocd',
      application: async () => await Promise.resolve(this.status()),
      problem: async () => {
        this.looks += 1
        const verdict = this.problems.length === 0 ? ('progressing' as const) : ('broken' as const)
        return await Promise.resolve({ revision: this.revision, verdict, fingerprints: this.problems })
      },
      stored: async function* () {
        await Promise.resolve()
        yield* stored
      },
      repair: async (run, onState, signal) => {
        onState(stateOf(run.wish.application, { phase: 'observing', runId: run.view.runId }))
        return await new Promise((resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('stopped')))
          this.begun.push({ run, end: resolve, fail: reject })
        })
      },
      mayChange: ({ kind }) => kind === 'Deployment',
      audit: () => undefined,
      fault: (error) =>
        error instanceof CopilotError
          ? error
          : new CopilotError({ code: 'INTERNAL_FAULT', category: 'critical', message: String(error), remedy: 'none' }),
      pause: async (_, signal) =>
        await new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve())
          this.pauses.push(resolve)
        }),
      close: () => Promise.resolve(void (this.closed += 1)),
    }
  }

  status(): ApplicationStatus {
    const source = { repository: '', revision: 'main', path: '', kind: 'directory' as const }
    return {
      namespace: 'argocd',
      name: 'shop',
      sources: [source],
      destination: { namespace: 'shop' },
      health: 'Degraded',
      sync: 'Synced',
      revision: this.revision,
      operation: undefined,
      automated: true,
      resources: [{ object: OBJECT }, { object: { kind: 'Secret', namespace: 'shop', name: 'web' } }],
      history: [],
      conditions: [],
    }
  }

  get applications(): string[] {
    return this.begun.map(({ run }) => run.wish.application)
  }
}

const open: ServedRepairs[] = []
function desk(world: World): ServedRepairs {
  const repairs = new ServedRepairs(world.parts)
  open.push(repairs)
  return repairs
}
afterEach(async () => {
  await Promise.all(open.splice(0).map(async (one) => await one.stop()))
})

const webhook = (application: string) => ({ application, trigger: 'webhook', detail: 'a signed notification' }) as const
const settled = async (): Promise<void> => await new Promise((resolve) => setTimeout(resolve, 10))

describe('the repairs of a server', () => {
  it('has one run for each application, whose id it gives at once', async () => {
    const world = new World()
    const repairs = desk(world)
    const first = repairs.trigger(webhook('shop'))
    const second = repairs.trigger(webhook('shop'))
    await settled()
    expect([first.tries, second.tries, second.run.runId]).toEqual([true, true, first.run.runId])
    expect(world.applications).toEqual(['shop'])
    expect(repairs.run(first.run.runId)).toMatchObject({ state: 'running', phase: 'observing' })
  })

  it('runs eight that think at a time; those that wait for people make room', async () => {
    const world = new World()
    const repairs = desk(world)
    for (let count = 0; count < 12; count += 1) repairs.trigger(webhook(`app-${count}`))
    await settled()
    expect(world.begun).toHaveLength(8)
    world.begun[0]?.end(ended('app-0', 'healthy'))
    await settled()
    expect(world.begun).toHaveLength(9)
    expect(repairs.runs().filter(({ state }) => state === 'queued')).toHaveLength(3)
  })

  it('makes room while people are waited for who take an attempt back', async () => {
    const world = new World()
    let begun = 0
    const repair: ServedRepairsParts['repair'] = async (run, onState, signal) => {
      begun += 1
      onState(stateOf(run.wish.application, { phase: 'undoing', attempts: [MERGED_ATTEMPT] }))
      return await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))))
    }
    const repairs = new ServedRepairs({ ...world.parts, repair })
    open.push(repairs)
    for (let count = 0; count < 12; count += 1) repairs.trigger(webhook(`app-${count}`))
    await settled()
    expect(begun).toBe(12)
  })

  it('takes no more than a hundred that wait', () => {
    const repairs = desk(new World())
    for (let count = 0; count < 108; count += 1) repairs.trigger(webhook(`app-${count}`))
    expect(() => repairs.trigger(webhook('one-more'))).toThrowError(/100 repairs wait/)
    expect(repairs.trigger(webhook('app-3')).tries).toBe(true)
  })

  it('goes on with what was begun before, by the id that it had, and remembers how others ended', async () => {
    const world = new World([
      { application: 'shop', state: stateOf('shop') },
      { application: 'cart', state: ended('cart', 'healthy') },
    ])
    const repairs = desk(world)
    await settled()
    expect(world.applications).toEqual(['shop'])
    expect(repairs.runs().map(({ runId, state }) => [runId, state])).toEqual([
      ['stored-shop', 'running'],
      ['stored-cart', 'ended'],
    ])
  })

  it('leaves a revision to people that was handed over, and looks at the next one', async () => {
    const world = new World([{ application: 'shop', state: ended('shop', 'handed-over') }])
    const repairs = desk(world)
    await settled()
    const { run } = repairs.trigger(webhook('shop'))
    await settled()
    expect(repairs.run(run.runId)).toMatchObject({ state: 'ended', summary: expect.stringContaining('stored-shop') })
    expect(repairs.trigger(webhook('shop')).run.runId).not.toBe(run.runId)
    await settled()
    expect(world.begun).toHaveLength(0)
    world.revision = 'r2'
    repairs.trigger(webhook('shop'))
    await settled()
    expect(world.begun).toHaveLength(1)
  })

  it('looks at another problem of the revision that was handed over, once; what people have is left to them, each or together', async () => {
    const world = new World([{ application: 'shop', state: ended('shop', 'handed-over') }])
    const repairs = desk(world)
    await settled()
    world.problems = ['image', 'port']
    repairs.trigger(webhook('shop'))
    await settled()
    expect(world.begun).toHaveLength(1)
    world.begun[0]?.end({ ...ended('shop', 'handed-over', ['port']), runId: 'second' })
    await settled()
    for (const problems of [['port'], ['image'], ['image', 'port'], ['port', 'image']]) {
      world.problems = problems
      repairs.trigger(webhook('shop'))
      await settled()
    }
    expect(world.begun).toHaveLength(1)
    world.problems = ['probe']
    repairs.trigger(webhook('shop'))
    await settled()
    expect(world.begun).toHaveLength(2)
  })

  it('looks again where no problem is seen yet, and not without end', async () => {
    const world = new World([{ application: 'shop', state: ended('shop', 'handed-over') }])
    const repairs = desk(world)
    await settled()
    world.problems = []
    repairs.trigger(webhook('shop'))
    await settled()
    world.problems = ['port']
    world.pauses[0]?.()
    await settled()
    expect([world.looks, world.begun.length]).toEqual([2, 1])
    world.begun[0]?.end(ended('shop', 'handed-over', ['port']))
    await settled()
    world.problems = []
    const { run } = repairs.trigger(webhook('shop'))
    for (let count = 1; count <= 5; count += 1) {
      await settled()
      world.pauses[count]?.()
    }
    expect(repairs.run(run.runId)).toMatchObject({ state: 'ended', summary: expect.stringContaining('left this to people') })
    expect([world.looks, world.begun.length]).toEqual([6, 1])
  })

  it('tries an approved patch at a revision that was handed over; another run under way is not said to try it', async () => {
    const world = new World([{ application: 'shop', state: ended('shop', 'handed-over') }])
    const repairs = desk(world)
    await settled()
    const approved = { incident: 'x', object: OBJECT, operations: [{ op: 'remove' as const, path: '/a' }], why: 'y' }
    const wish = { application: 'shop', trigger: 'approval' as const, detail: 'z', approved }
    expect(repairs.trigger(wish).tries).toBe(true)
    await settled()
    expect(world.begun[0]?.run.wish.approved).toEqual(approved)
    expect(repairs.trigger(wish).tries).toBe(true)
    expect(repairs.trigger({ ...wish, approved: { ...approved, why: 'other' } }).tries).toBe(false)
  })

  it('tries again what did not answer, and says what stopped for good', async () => {
    const world = new World()
    const repairs = desk(world)
    const { run } = repairs.trigger(webhook('shop'))
    await settled()
    world.begun[0]?.fail(new CopilotError({ code: 'GITHUB_UNREACHABLE', category: 'transient', message: 'It is away.', remedy: 'Wait.' }))
    await settled()
    expect(repairs.run(run.runId)).toMatchObject({ state: 'queued', summary: 'It is away. It is tried again.' })
    expect(world.pauses).toHaveLength(1)
    world.pauses[0]?.()
    await settled()
    expect(world.begun).toHaveLength(2)
    world.begun[1]?.fail(new CopilotError({ code: 'GITHUB_DENIED', category: 'validation', message: 'No right.', remedy: 'Give it.' }))
    await settled()
    expect(repairs.run(run.runId)).toMatchObject({ state: 'failed', summary: 'No right. Give it.' })
    expect(repairs.trigger(webhook('shop')).run.runId).not.toBe(run.runId)
  })

  it('has a run that waits look at once when something is heard of its application', async () => {
    const world = new World()
    const repairs = desk(world)
    repairs.trigger({ application: 'shop', trigger: 'webhook', detail: 'x' })
    await expect.poll(() => world.begun.length).toBe(1)
    const next = world.begun[0]?.run.wake.signal
    expect(next?.aborted).toBe(false)
    repairs.trigger({ application: 'cart', trigger: 'webhook', detail: 'x' })
    expect(next?.aborted).toBe(false)
    repairs.trigger({ application: 'shop', trigger: 'webhook', detail: 'y' })
    expect(next?.aborted).toBe(true)
    expect(world.begun[0]?.run.wake.signal.aborted).toBe(false)
  })

  it('goes on later with a run that somebody else took over', async () => {
    const world = new World()
    const repairs = desk(world)
    const { run } = repairs.trigger({ application: 'shop', trigger: 'webhook', detail: 'x' })
    await expect.poll(() => world.begun.length).toBe(1)
    const taken = { code: 'REPAIR_TAKEN_OVER', category: 'critical', message: 'Somebody else goes on.', remedy: 'none' } as const
    world.begun[0]?.fail(new CopilotError(taken))
    await expect.poll(() => repairs.run(run.runId)?.state).toBe('queued')
    await expect.poll(() => world.pauses.length).toBe(1)
    world.pauses[0]?.()
    await expect.poll(() => world.begun.length).toBe(2)
  })

  it('ends no run when it stops', async () => {
    const world = new World()
    const repairs = desk(world)
    const { run } = repairs.trigger(webhook('shop'))
    await settled()
    await repairs.stop()
    expect(repairs.run(run.runId)).toMatchObject({ state: 'running', phase: 'observing' })
    expect(world.closed).toBe(1)
    open.length = 0
  })

  it('believes Argo CD of what belongs to an application, and the policy of what may be changed', async () => {
    const repairs = desk(new World())
    const { signal } = new AbortController()
    const ask = async (kind: string, name: string, application = 'shop'): Promise<unknown> =>
      await repairs.claims(application, { kind, namespace: 'shop', name }, signal)
    expect(await ask('Deployment', 'web')).toEqual({ application: 'shop', mayChange: true })
    expect(await ask('Secret', 'web')).toEqual({ application: 'shop', mayChange: false })
    expect(await ask('Deployment', 'other')).toBeUndefined()
    // However an object names it, it is one Application with one run; what is no name is not asked for.
    expect(await ask('Deployment', 'web', 'argocd/shop')).toEqual({ application: 'shop', mayChange: true })
    for (const wrong of ['argocd/shop/x', '../shop', 'Shop']) expect(await ask('Deployment', 'web', wrong)).toBeUndefined()
  })

  it.each(['../x', 'Shop', 'a b', '', 'x'.repeat(254)])('takes no name that Kubernetes does not have: %s', (name) => {
    const repairs = desk(new World())
    expect(() => repairs.nameOf(name, 'argocd')).toThrowError(/no name/)
    expect(() => repairs.nameOf('shop', name === '' ? '-' : name)).toThrowError(/no name/)
    expect(() => repairs.nameOf('argocd/shop', 'argocd')).toThrowError(/no name/)
    expect([repairs.nameOf('shop', 'argocd'), repairs.nameOf('shop', 'team')]).toEqual(['shop', 'team/shop'])
  })
})
