import { expect, it } from 'vitest'
import { runDebugLoop } from '../run-debug-loop.ts'
import { MemoryWorld } from '../test-support/memory-world.ts'
import { REQUEST } from '../test-support/request.ts'
import { policyOf } from '../test-support/tell-story.ts'

it('leads at the end to the pull request that would take an attempt back', async () => {
  const people = async ({ git }: MemoryWorld): Promise<void> => {
    await git.merge(1)
    git.close(2)
  }
  const world = await MemoryWorld.open({ images: ['1.4'], doctor: ['1.6'], people })
  await runDebugLoop(REQUEST, world.ports(), { policy: policyOf({ policy: { mode: 'propose' } }), signal: new AbortController().signal })
  const url = `${world.git.repository}/pull/2`
  const end = world.notifier.sent.at(-1)?.notice
  expect(end?.title).toContain(`was closed without a merge: ${url}`)
  expect(end?.links.map(({ text }) => text)).toEqual(['Pull request 1', 'Pull request 2', 'Issue 100'])
  expect(end?.links[1]?.url).toBe(url)
  expect(world.git.issues[0]?.body).toContain(`was closed without a merge: ${url}\n`)
})
