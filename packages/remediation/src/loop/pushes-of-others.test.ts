import { describe, expect, it } from 'vitest'
import type { RepairPolicy } from '../policy/repair-policy.ts'
import { runDebugLoop } from '../run-debug-loop.ts'
import { MemoryWorld, type WorldOptions } from '../test-support/memory-world.ts'
import { REQUEST } from '../test-support/request.ts'
import { tagOf, WEB_FILE } from '../test-support/shop.ts'
import { policyOf, type Told } from '../test-support/tell-story.ts'

const REPLICAS = /replicas: \d+/

async function tell(options: WorldOptions, policy: Partial<RepairPolicy>): Promise<Told> {
  const world = await MemoryWorld.open(options)
  const state = await runDebugLoop(REQUEST, world.ports(), { policy: policyOf({ policy }), signal: new AbortController().signal })
  return { world, state }
}

async function web({ git }: MemoryWorld): Promise<string> {
  const [file] = await git.files('main', WEB_FILE)
  return file?.text ?? ''
}

/** Somebody changes the file once our commit of attempt 1 is on the branch. */
function afterFirst(change: (text: string) => string): NonNullable<WorldOptions['people']> {
  return async (world) => {
    if (world.done.has('push') || world.git.commits.get(world.head)?.message.includes('Aks-Copilot-Attempt: 1') !== true) return
    world.done.add('push')
    await world.git.push('main', { [WEB_FILE]: change(await web(world)) }, 'chore: something else')
  }
}

describe('an attempt that did not help', () => {
  it('is taken back alone where others changed its file elsewhere, before the next one', async () => {
    const people = afterFirst((text) => `# a bot\n${text.replace(REPLICAS, 'replicas: 1 # for now')}# note\n`)
    const { world, state } = await tell({ images: ['1.4'], doctor: ['1.6', '1.4'], people }, { mode: 'commit' })
    expect(state.attempts.map(({ outcome }) => outcome)).toEqual(['not-healthy', 'healthy'])
    expect(state.attempts[0]?.undone).toBeDefined()
    const [second, revert, theirs] = world.git.history('main')
    expect(second?.message).toContain('Aks-Copilot-Attempt: 2')
    expect(revert?.files.get(WEB_FILE)).toBe(theirs?.files.get(WEB_FILE)?.replace('web:1.6', 'web:1.5'))
  })

  it('leaves the branch without its change where nothing else can be tried', async () => {
    const people = afterFirst((text) => `${text}# note\n`)
    const { world, state } = await tell({ images: [], doctor: ['1.6'], people }, { mode: 'commit' })
    expect(state.outcome?.kind).toBe('handed-over')
    expect(tagOf(await web(world))).toBe('1.5')
  })

  it('is handed over with its place where it cannot be told how to take it back', async () => {
    const people = afterFirst((text) => `# a note\n${text.replace('# the release', '# the release of today')}`)
    const { world, state } = await tell({ images: ['1.4'], doctor: ['1.6', '1.4'], people }, { mode: 'commit' })
    expect(state.attempts.map(({ outcome }) => outcome)).toEqual(['not-healthy'])
    expect(state.outcome).toMatchObject({
      kind: 'handed-over',
      text: expect.stringContaining('is still in Git: app/web.yaml:15') as string,
    })
    expect(world.git.issues[0]?.body).toContain('app/web.yaml:15')
  })

  it('is taken back by a pull request that stays open while others change its file elsewhere', async () => {
    const people = async (world: MemoryWorld): Promise<void> => {
      const [first, second] = world.git.pulls
      if (first !== undefined) await world.git.merge(1)
      if (second === undefined || world.done.has('push')) return
      world.done.add('push')
      await world.git.push('main', { [WEB_FILE]: (await web(world)).replace(REPLICAS, 'replicas: 4') }, 'chore: something else')
    }
    const { world, state } = await tell({ images: ['1.4'], doctor: ['1.6', '1.4'], people }, { mode: 'propose', minutes: 8 })
    expect(state.outcome?.text).toContain('Nobody merged what takes attempt 1 back')
    expect(world.git.pulls.map((pull) => pull.state)).toEqual(['merged', 'closed'])
  })
})

describe('a pull request that waits', () => {
  it('stays open while others change its file elsewhere', async () => {
    let pushes = 0
    const people = async (world: MemoryWorld): Promise<void> => {
      if (world.git.pulls.length === 0 || pushes === 5) return
      pushes += 1
      await world.git.push('main', { [WEB_FILE]: (await web(world)).replace(REPLICAS, `replicas: ${pushes + 1}`) }, 'chore: scale')
    }
    const { world, state } = await tell({ images: ['1.4'], people }, { mode: 'propose', minutes: 10 })
    expect(pushes).toBe(5)
    expect(world.git.pulls).toHaveLength(1)
    expect(state.attempts.map(({ reason }) => reason)).toEqual(['Nobody merged the pull request within the time of the run.'])
  })

  it('makes room for another where others change its lines, and none of the attempts is used by that', async () => {
    let seen = 0
    const people = async (world: MemoryWorld): Promise<void> => {
      const { length } = world.git.pulls
      if (length === seen || length > 4) return
      seen = length
      await world.git.push(
        'main',
        { [WEB_FILE]: (await web(world)).replace(/# the release.*/, `# the release, seen ${seen}`) },
        'docs: a word',
      )
    }
    const { world, state } = await tell({ images: ['1.4'], people }, { mode: 'propose', minutes: 30 })
    expect(state.attempts.map(({ outcome }) => outcome)).toEqual([...Array.from({ length: 4 }, () => 'superseded'), 'not-healthy'])
    expect(world.git.pulls).toHaveLength(5)
  })
})
