import { describe, expect, it } from 'vitest'
import { Death, Fate } from '../test-support/mortal-ports.ts'
import { STORIES, type Story } from '../test-support/stories.ts'
import { expectEnd, tellStory, timeless } from '../test-support/tell-story.ts'

/** A sync window of minutes: in an hour there would be hundreds of writes. */
function shorter(story: Story): Story {
  return { ...story, world: { ...story.world, deniedFor: Math.min(story.world.deniedFor ?? 0, 180_000) } }
}

describe.each(STORIES)('$name', (story) => {
  it('ends as it must', async () => {
    expectEnd(story, await tellStory(story))
  })

  // Between the end of one write and the beginning of the next nothing is left behind: so each death is after a write, or before the first.
  it('ends the same when its process dies between any two of its writes', { timeout: 60_000 }, async () => {
    const brief = shorter(story)
    const alive = new Fate(0, 'before')
    const undisturbed = timeless((await tellStory(brief, (ports) => alive.ports(ports))).state)
    expect(alive.writes).toBeGreaterThan(2)
    for (let number = 0; number <= alive.writes; number += 1) {
      const fate = number === 0 ? new Fate(1, 'before') : new Fate(number, 'after')
      let deaths = 0
      const told = await tellStory(
        brief,
        (ports) => fate.ports(ports),
        (error) => error instanceof Death && (deaths += 1) === 1,
      )
      expect(deaths).toBe(1)
      expectEnd(story, told)
      expect(timeless(told.state), `after write ${number}`).toEqual(undisturbed)
    }
  })
})
