import { describe, expect, it } from 'vitest'
import type { Run } from '../loop/run.ts'
import { Watch } from '../loop/watch.ts'
import { beginRun } from '../state/begin-run.ts'
import type { ApplicationStatus } from '../ports.ts'
import { BEGINNING, MemoryWorld } from '../test-support/memory-world.ts'
import { REQUEST } from '../test-support/request.ts'
import { policyOf } from '../test-support/tell-story.ts'
import { askForSync } from './watch-application.ts'

type Operation = ApplicationStatus['operation']

/** What asking comes to, and how often the deployer was asked. */
async function asked(automated: boolean, isLate: boolean, operation: Operation): Promise<[string, number]> {
  const world = await MemoryWorld.open({ images: ['1.4'] })
  const status = { ...(await world.application()), automated, operation }
  const policy = policyOf({ policy: {} })
  const ports = world.ports()
  let syncs = 0
  const sync: typeof ports.deployer.sync = async (...args) => {
    syncs += 1
    return await world.deployer.sync(...args)
  }
  const run: Run = {
    state: beginRun(REQUEST, status, { repository: world.git.repository, branch: 'main' }, policy, BEGINNING),
    ports: { ...ports, deployer: { ...world.deployer, sync } },
    policy,
    signal: new AbortController().signal,
    watch: new Watch(BEGINNING),
    mustRenew: () => false,
    requireOwn: () => Promise.resolve(),
  }
  const reading = { application: status, look: { verdict: 'broken' as const, text: '', incidents: [] } } as unknown as Parameters<
    typeof askForSync
  >[1]
  return [await askForSync(run, reading, world.head, isLate), syncs]
}

describe('a sync is asked for', () => {
  it.each<[string, boolean, boolean, Operation, [string, number]]>([
    ['not where it comes by itself', true, false, undefined, ['asked', 0]],
    ['where it does not come by itself', false, false, undefined, ['asked', 1]],
    ['where it is late', true, true, undefined, ['asked', 1]],
    [
      'where an earlier revision is tried again and again',
      true,
      false,
      { phase: 'Failed', message: '', revision: 'earlier' },
      ['asked', 1],
    ],
    ['not where one runs', false, true, { phase: 'Running', message: '' }, ['asked', 0]],
    [
      'not where one waits for a window, which is no failure',
      false,
      true,
      { phase: 'Running', message: '', isBlocked: true },
      ['denied', 0],
    ],
  ])('%s', async (_name, automated, isLate, operation, expected) => {
    expect(await asked(automated, isLate, operation)).toEqual(expected)
  })
})
