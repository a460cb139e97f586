import { describe, expect, it } from 'vitest'
import type { ApplicationStatus } from '../ports.ts'
import type { WorldOptions } from '../test-support/memory-world.ts'
import { tagOf, WEB_FILE } from '../test-support/shop.ts'
import { type Told, tellStory } from '../test-support/tell-story.ts'
import type { Story } from '../test-support/stories.ts'

type Change = (status: ApplicationStatus) => Partial<ApplicationStatus>

/** Tells what becomes of the shop, where Argo CD says more of it than the world in memory. */
async function told(world: WorldOptions, policy: Story['policy'], change: Change): Promise<Told & { readonly tag: string }> {
  const story = { world, policy } as Story
  const end = await tellStory(story, (ports, shop) => {
    const application = async (): Promise<ApplicationStatus> => {
      const status = await shop.application()
      return { ...status, ...change(status) }
    }
    return { ...ports, deployer: { ...ports.deployer, application } }
  })
  const [file] = await end.world.git.files(end.world.head, WEB_FILE)
  return { ...end, tag: tagOf(file?.text ?? '') }
}

const SCALER = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', namespace: 'shop', name: 'web' }
const synced = ({ history: [last] }: ApplicationStatus): ApplicationStatus['operation'] => ({
  phase: 'Succeeded',
  message: 'ok',
  ...(last === undefined ? {} : { revision: last.revision }),
})

/** The autoscaler differs from Git whatever is synced; the Deployment until what is compared is out. */
const drifting: Change = (status) => ({
  sync: 'OutOfSync',
  operation: synced(status),
  resources: [
    ...status.resources.map((one) => (status.sync === 'Synced' ? one : { ...one, differs: true })),
    { object: SCALER, differs: true },
  ],
})

const paused: Change = ({ health }) => ({ health: health === 'Healthy' ? 'Suspended' : health })

describe('an attempt that works stays', () => {
  it.each<[string, Change]>([
    ['an object that it does not touch always differs from Git', drifting],
    ['something that it does not touch is paused', paused],
    ['both', (status) => ({ ...drifting(status), ...paused(status) })],
  ])('though %s', async (_name, change) => {
    const { state, tag, world } = await told({ images: ['1.4'] }, { mode: 'commit' }, change)
    expect([state.outcome?.kind, state.attempts.map(({ outcome }) => outcome), tag]).toEqual(['healthy', ['healthy'], '1.4'])
    expect(world.git.issues).toEqual([])
  })

  it('and remembers what differed before it, without what it changes itself', async () => {
    const { state } = await told({ images: ['1.4'] }, { mode: 'commit' }, drifting)
    expect(state.attempts[0]?.drifted).toEqual([SCALER])
  })
})

describe('an attempt is taken back', () => {
  it('where something differs that did not before', async () => {
    const change: Change = (status) => ({
      ...drifting(status),
      ...(status.health === 'Healthy' ? {} : { sync: 'Synced', resources: status.resources }),
    })
    const { state, tag } = await told({ images: ['1.4'] }, { mode: 'commit' }, change)
    expect([state.attempts[0]?.outcome, tag]).toEqual(['not-healthy', '1.5'])
  })

  it('where what it changes is not what the cluster holds', async () => {
    const change: Change = (status) => ({
      ...drifting(status),
      resources: status.resources.map((one) => ({ ...one, differs: true })),
    })
    const { state } = await told({ images: ['1.4'] }, { mode: 'commit' }, change)
    expect(state.attempts[0]).toMatchObject({ outcome: 'not-healthy' })
    expect(state.attempts[0]?.reason).toContain('was not deployed')
  })

  it('where what it changes is paused', async () => {
    const change: Change = (status) => ({
      ...paused(status),
      ...(status.health === 'Healthy' ? { resources: status.resources.map((one) => ({ ...one, health: 'Suspended' })) } : {}),
    })
    const { state } = await told({ images: ['1.4'] }, { mode: 'commit' }, change)
    expect(state.attempts[0]?.outcome).toBe('not-healthy')
  })
})

describe('nothing is to be repaired', () => {
  it.each<[string, WorldOptions, Change]>([
    ['a release waits for people to sync it', { images: ['1.5'], automated: false }, () => ({ sync: 'OutOfSync' })],
    ['a sync that does not come', { images: ['1.5'] }, () => ({ sync: 'OutOfSync' })],
    ['something is paused', { images: ['1.5'] }, paused],
  ])('where the application is well and %s', async (_name, world, change) => {
    const { state, world: end } = await told(world, { mode: 'propose' }, change)
    expect(state.outcome?.kind).toBe('healed-by-itself')
    expect(state.outcome?.text).toMatch(/^Nothing to repair at shop: Argo CD says /)
    expect(end.git.issues).toEqual([])
  })

  it('is not said where the sync failed', async () => {
    const change: Change = () => ({ sync: 'OutOfSync', operation: { phase: 'Failed', message: 'Retrying operation', revision: 'earlier' } })
    const { state } = await told({ images: ['1.5'] }, { mode: 'propose' }, change)
    expect(state.outcome?.kind).toBe('handed-over')
  })
})
