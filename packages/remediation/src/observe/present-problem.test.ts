import { expect, it } from 'vitest'
import { runDebugLoop } from '../run-debug-loop.ts'
import { MemoryWorld } from '../test-support/memory-world.ts'
import { REQUEST } from '../test-support/request.ts'
import { policyOf } from '../test-support/tell-story.ts'
import { presentProblem } from './present-problem.ts'

const { signal } = new AbortController()

it('names the problem as the run does that hands it over, and none once the application is well', async () => {
  const world = await MemoryWorld.open({ images: [], doctor: [] })
  const state = await runDebugLoop(REQUEST, world.ports(), { policy: policyOf({ policy: {} }), signal })
  expect(state.outcome?.kind).toBe('handed-over')
  const fingerprints = state.incidents.map(({ fingerprint }) => fingerprint)
  expect(fingerprints).toHaveLength(1)
  expect(await presentProblem('shop', world.ports(), signal)).toEqual({ revision: state.revision, verdict: 'broken', fingerprints })
  world.images.add('1.5')
  expect(await presentProblem('shop', world.ports(), signal)).toMatchObject({ verdict: 'healthy', fingerprints: [] })
})
