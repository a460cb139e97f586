import { afterAll, beforeAll, expect, it } from 'vitest'
import { runDebugLoop, stateBranch } from '../packages/remediation/src/index.ts'
import { REQUEST } from '../packages/remediation/src/test-support/request.ts'
import { policyOf } from '../packages/remediation/src/test-support/tell-story.ts'
import { HubWorld } from './repair-hub.ts'

const MINUTE = 60_000

let world: HubWorld
beforeAll(async () => {
  world = await HubWorld.open()
})
afterAll(() => world.close())

it('a run that waits two hours for people asks little of GitHub, and commits nothing', { timeout: 300_000 }, async () => {
  const { hub } = world.hub
  const stop = new AbortController()
  const states = async (): Promise<number> => await hub.git.count(stateBranch('shop')).catch(() => 0)
  let before = { requests: 0, left: 0, states: 0, at: 0 }
  let after = before
  const seen = async (): Promise<typeof before> => ({
    requests: hub.requests.length,
    left: hub.limit.left,
    states: await states(),
    at: world.elapsed,
  })
  world.people = async () => {
    if (before.at === 0 && hub.store.talk.pulls.length > 0) before = await seen()
    if (before.at === 0 || world.elapsed - before.at < 120 * MINUTE) return
    after = await seen()
    stop.abort(new Error('enough'))
  }
  const options = { policy: policyOf({ policy: { minutes: 300, settleSeconds: 30 } }), signal: stop.signal }
  await expect(runDebugLoop(REQUEST, await world.ports(), options)).rejects.toThrow('enough')
  const measured = { requests: after.requests - before.requests, counted: before.left - after.left, commits: after.states - before.states }
  process.stdout.write(`two hours of waiting: ${JSON.stringify(measured)}\n`)
  // Looked at each 15 s without tags, with the lease renewed all the while, it was 1050 requests, all of them counted, and 15 commits.
  expect(measured.commits).toBe(0)
  expect(measured.counted).toBeLessThanOrEqual(5)
  expect(measured.requests).toBeLessThanOrEqual(250)
  expect(measured.requests).toBeGreaterThan(100)
})
