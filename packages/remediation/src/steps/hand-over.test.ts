import { expect, it } from 'vitest'
import { runDebugLoop } from '../run-debug-loop.ts'
import { MemoryWorld } from '../test-support/memory-world.ts'
import { REQUEST } from '../test-support/request.ts'
import { policyOf } from '../test-support/tell-story.ts'

const OPTIONS = { policy: policyOf({ policy: { mode: 'commit' } }), signal: new AbortController().signal }

/** A shop that Argo CD calls degraded, whatever the detectors find. */
async function degradedShop(images: readonly string[]) {
  const world = await MemoryWorld.open({ images, doctor: [] })
  const ports = world.ports()
  const deployer = { ...ports.deployer, application: async () => ({ ...(await world.application()), health: 'Degraded' as const }) }
  const run = async (runId: string) => await runDebugLoop({ ...REQUEST, runId }, { ...ports, deployer }, OPTIONS)
  return { world, run }
}

it.each([
  ['that no detector explains', ['1.5']],
  ['that a detector explains', ['1.4']],
])('a problem %s has one issue at one revision, which the state names', async (_, images) => {
  const { world, run } = await degradedShop(images)
  for (const runId of ['run-1', 'run-2', 'run-3']) {
    const state = await run(runId)
    expect(state).toMatchObject({ runId, revision: world.head, outcome: { kind: 'handed-over', issue: { number: 100 } } })
  }
  expect(world.git.issues).toHaveLength(1)
})

it('another problem at the same revision has its own issue, and is the same again when it comes back', async () => {
  const { world, run } = await degradedShop(['1.5'])
  const numbers: (number | undefined)[] = []
  for (const [runId, isThere] of [
    ['run-1', true],
    ['run-2', false],
    ['run-3', true],
    ['run-4', false],
  ] as const) {
    if (isThere) world.images.add('1.5')
    else world.images.delete('1.5')
    numbers.push((await run(runId)).outcome?.issue?.number)
  }
  expect(numbers).toEqual([100, 101, 100, 101])
})
