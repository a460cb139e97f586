import type { AgentState, RepairAttempt } from '@aks-copilot/contracts'
import type { RepairPolicy } from '../policy/repair-policy.ts'
import type { MemoryWorld, WorldOptions } from './memory-world.ts'
import { WEB_FILE, webFile } from './shop.ts'

/** Something that happens to the shop, and how it must end. */
export interface Story {
  readonly name: string
  readonly policy: Partial<RepairPolicy>
  readonly world: WorldOptions
  readonly end: NonNullable<AgentState['outcome']>['kind']
  readonly attempts: readonly RepairAttempt['outcome'][]
  /** The tag that the deployed branch has in the end. */
  readonly tag: string
  /** Commits of ours on the deployed branch. */
  readonly landed?: number
  readonly pulls?: readonly string[]
  /** How many places people are told to look at. */
  readonly leads?: number
  /** The key that signs the states; absent: nobody can tell who wrote them. */
  readonly key?: string
  /** Keys of the messages that were sent. */
  readonly told: readonly string[]
}

/** People merge what is open for so many milliseconds. */
async function mergeAll({ git, now }: MemoryWorld): Promise<void> {
  for (const { number, openedAt, state } of git.pulls) if (state === 'open' && now - openedAt >= 30_000) await git.merge(number)
}

/** Does it once, when so many milliseconds are over. */
function at(milliseconds: number, what: string, act: (world: MemoryWorld) => unknown): NonNullable<WorldOptions['people']> {
  return async (world) => {
    if (world.elapsed < milliseconds || world.done.has(what)) return
    world.done.add(what)
    await act(world)
  }
}

/** Does it once, when there is a pull request. */
function onPull(what: string, act: (world: MemoryWorld) => unknown): NonNullable<WorldOptions['people']> {
  return async (world) => {
    if (world.git.pulls.length === 0 || world.done.has(what)) return
    world.done.add(what)
    await act(world)
  }
}

/** People merge the first pull request, which does not help, and act on the one that takes it back. */
function mergeFirst(act: (world: MemoryWorld) => unknown): NonNullable<WorldOptions['people']> {
  return async (world) => {
    const [first, second] = world.git.pulls
    if (first !== undefined) await world.git.merge(first.number)
    if (second === undefined || world.done.has('second')) return
    world.done.add('second')
    await act(world)
  }
}

const LED: Story = {
  name: 'handed over with a lead',
  policy: { mode: 'commit' },
  world: { images: [], doctor: [], earlier: '1.4' },
  end: 'handed-over',
  attempts: [],
  tag: '1.5',
  landed: 0,
  leads: 1,
  told: ['run'],
}

export const STORIES: readonly Story[] = [
  LED,
  { ...LED, name: `${LED.name}, signed`, key: 'key-of-the-test' },
  {
    name: 'committed, and healthy',
    policy: { mode: 'commit' },
    world: { images: ['1.4'] },
    end: 'healthy',
    attempts: ['healthy'],
    tag: '1.4',
    landed: 1,
    told: ['run', 'end'],
  },
  {
    name: 'merged by squash, its branch deleted, and healthy',
    policy: { mode: 'propose' },
    world: { images: ['1.4'], people: mergeAll },
    end: 'healthy',
    attempts: ['healthy'],
    tag: '1.4',
    pulls: ['merged'],
    told: ['run', 'end'],
  },
  {
    name: 'not healthy, taken back, and healthy with the second attempt',
    policy: { mode: 'commit' },
    world: { images: ['1.4'], doctor: ['1.6', '1.4'] },
    end: 'healthy',
    attempts: ['not-healthy', 'healthy'],
    tag: '1.4',
    landed: 3,
    told: ['run', 'attempt-2', 'end'],
  },
  {
    name: 'tried until nothing is left, and handed over',
    policy: { mode: 'commit' },
    world: { images: [], doctor: ['1.6'] },
    end: 'handed-over',
    attempts: ['not-healthy'],
    tag: '1.5',
    landed: 2,
    told: ['run', 'end'],
  },
  {
    name: 'nothing to propose, and handed over',
    policy: { mode: 'commit' },
    world: { images: [], doctor: [] },
    end: 'handed-over',
    attempts: [],
    tag: '1.5',
    landed: 0,
    told: ['run'],
  },
  {
    name: 'healed by itself before anything was done',
    policy: { mode: 'commit' },
    world: { images: [], people: at(3000, 'image', ({ images }) => images.add('1.5')) },
    end: 'healed-by-itself',
    attempts: [],
    tag: '1.5',
    landed: 0,
    told: [],
  },
  {
    name: 'healed by itself while the only attempt waits for a merge',
    policy: { mode: 'propose', attempts: 1 },
    world: { images: [], people: onPull('image', ({ images }) => images.add('1.5')) },
    end: 'healed-by-itself',
    attempts: ['superseded'],
    tag: '1.5',
    landed: 0,
    pulls: ['closed'],
    told: ['run', 'end'],
  },
  {
    name: 'closed by a person',
    policy: { mode: 'propose' },
    world: { images: ['1.4'], people: onPull('close', ({ git }) => git.close(1)) },
    end: 'handed-over',
    attempts: ['closed'],
    tag: '1.5',
    landed: 0,
    pulls: ['closed'],
    told: ['run', 'end'],
  },
  {
    name: 'somebody pushes to the same lines',
    policy: { mode: 'propose' },
    world: {
      images: ['1.4', '1.7'],
      people: onPull('push', async ({ git }) => await git.push('main', { [WEB_FILE]: webFile('1.7') }, 'fix: release 1.7')),
    },
    end: 'healed-by-itself',
    attempts: ['superseded'],
    tag: '1.7',
    landed: 0,
    pulls: ['closed'],
    told: ['run', 'end'],
  },
  {
    name: 'nobody merges until the time is over',
    policy: { mode: 'propose', minutes: 3 },
    world: { images: ['1.4'] },
    end: 'handed-over',
    attempts: ['not-healthy'],
    tag: '1.5',
    landed: 0,
    pulls: ['closed'],
    told: ['run', 'end'],
  },
  {
    name: 'merged, not healthy, taken back by people, and healthy with the second attempt',
    policy: { mode: 'propose' },
    world: { images: ['1.4'], doctor: ['1.6', '1.4'], people: mergeAll },
    end: 'healthy',
    attempts: ['not-healthy', 'healthy'],
    tag: '1.4',
    pulls: ['merged', 'merged', 'merged'],
    told: ['run', 'undo-1', 'attempt-2', 'end'],
  },
  {
    name: 'merged, not healthy, and a person closes what takes it back',
    policy: { mode: 'propose' },
    world: { images: ['1.4'], doctor: ['1.6', '1.4'], people: mergeFirst(({ git }) => git.close(2)) },
    end: 'handed-over',
    attempts: ['not-healthy'],
    tag: '1.6',
    pulls: ['merged', 'closed'],
    told: ['run', 'undo-1', 'end'],
  },
  {
    name: 'merged, not healthy, and nobody merges what takes it back',
    policy: { mode: 'propose', minutes: 6 },
    world: { images: ['1.4'], doctor: ['1.6', '1.4'], people: mergeFirst(() => undefined) },
    end: 'handed-over',
    attempts: ['not-healthy'],
    tag: '1.6',
    pulls: ['merged', 'closed'],
    told: ['run', 'undo-1', 'end'],
  },
  {
    name: 'merged, and healthy after all while taking it back waits',
    policy: { mode: 'propose' },
    world: { images: ['1.4'], doctor: ['1.6', '1.4'], people: mergeFirst(({ images }) => images.add('1.6')) },
    end: 'healthy',
    attempts: ['healthy'],
    tag: '1.6',
    pulls: ['merged', 'closed'],
    told: ['run', 'undo-1', 'end'],
  },
  {
    name: 'merged, not healthy, and somebody pushes to the same lines while taking it back waits',
    policy: { mode: 'propose' },
    world: {
      images: ['1.4', '1.7'],
      doctor: ['1.6', '1.4'],
      people: mergeFirst(async ({ git }) => await git.push('main', { [WEB_FILE]: webFile('1.7') }, 'fix: release 1.7')),
    },
    end: 'healthy',
    attempts: ['not-healthy'],
    tag: '1.7',
    pulls: ['merged', 'closed'],
    told: ['run', 'undo-1', 'end'],
  },
  {
    name: 'a sync window denies for an hour',
    policy: { mode: 'commit' },
    world: { images: ['1.4'], automated: false, deniedFor: 3_600_000, stride: 60_000 },
    end: 'healthy',
    attempts: ['healthy'],
    tag: '1.4',
    landed: 1,
    told: ['run', 'end'],
  },
  {
    name: 'a report',
    policy: { mode: 'report' },
    world: { images: ['1.4'] },
    end: 'reported',
    attempts: ['open'],
    tag: '1.5',
    landed: 0,
    told: ['run', 'end'],
  },
]
