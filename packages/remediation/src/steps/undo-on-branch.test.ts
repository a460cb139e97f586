import { expect, it } from 'vitest'
import { runDebugLoop } from '../run-debug-loop.ts'
import { MemoryWorld } from '../test-support/memory-world.ts'
import { REQUEST } from '../test-support/request.ts'
import { policyOf } from '../test-support/tell-story.ts'
import { tagOf, WEB_FILE } from '../test-support/shop.ts'

it('taking back ends while others push again and again, and goes on later', async () => {
  const world = await MemoryWorld.open({ images: ['1.4'], doctor: ['1.6', '1.4'] })
  const { git } = world
  const ports = world.ports()
  let pushes = 0
  let busy = true
  // Somebody pushes between each look and each move of a revert.
  const moveBranch: typeof git.moveBranch = async (branch, to, from) => {
    if (busy && branch === 'main' && git.commits.get(to)?.message.startsWith('Revert') === true)
      await git.push('main', { 'README.md': `${(pushes += 1)}\n` }, 'docs: a word')
    return await git.moveBranch(branch, to, from)
  }
  const busyGit = new Proxy(git, { get: (target, name) => (name === 'moveBranch' ? moveBranch : bound(target, name)) })
  const options = { policy: policyOf({ policy: { mode: 'commit' } }), signal: new AbortController().signal }
  await expect(runDebugLoop(REQUEST, { ...ports, git: busyGit }, options)).rejects.toMatchObject({
    code: 'REPAIR_BRANCH_BUSY',
    category: 'transient',
  })
  expect(pushes).toBe(5)
  busy = false
  const state = await runDebugLoop(REQUEST, ports, options)
  expect(state.attempts.map(({ outcome }) => outcome)).toEqual(['not-healthy', 'healthy'])
  expect(tagOf(git.history('main')[0]?.files.get(WEB_FILE) ?? '')).toBe('1.4')
})

function bound(target: object, name: string | symbol): unknown {
  const member: unknown = Reflect.get(target, name, target)
  return typeof member === 'function' ? (member.bind(target) as unknown) : member
}
