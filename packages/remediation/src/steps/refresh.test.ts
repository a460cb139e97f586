import { describe, expect, it } from 'vitest'
import type { RepairPolicy } from '../policy/repair-policy.ts'
import { tellStory } from '../test-support/tell-story.ts'
import type { Story } from '../test-support/stories.ts'

/** When Argo CD was asked to look at Git, in milliseconds since the beginning; `isReadOnly`: it may not be asked. */
async function refreshes(mode: RepairPolicy['mode'], isReadOnly = false): Promise<[number[], string | undefined]> {
  const times: number[] = []
  const world: Story['world'] = { images: ['1.4'], automated: false, deniedFor: 600_000, stride: 3000 }
  const policy: Story['policy'] = { mode }
  const story = { world, policy } as Story
  const { state } = await tellStory(story, (ports, world) => {
    const refresh = (): Promise<void> => {
      times.push(world.elapsed)
      return isReadOnly ? Promise.reject(new Error('applications.argoproj.io "shop" is forbidden')) : Promise.resolve()
    }
    return { ...ports, deployer: { ...ports.deployer, refresh } }
  })
  return [times, state.outcome?.kind]
}

describe('Argo CD is asked to look at Git', () => {
  it('never by a report, which needs no right to write', async () => {
    expect(await refreshes('report', true)).toEqual([[], 'reported'])
  })

  it('at once when something is awaited, and then every half minute, not at each look', async () => {
    const [times, outcome] = await refreshes('commit')
    expect(outcome).toBe('healthy')
    const apart = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    // The first two are of two phases.
    expect(Math.min(...apart.slice(1))).toBeGreaterThanOrEqual(30_000)
    expect(times.length).toBeGreaterThan(10)
    expect(times.length).toBeLessThan(30)
  })
})
