import { describe, expect, it } from 'vitest'
import { REQUEST } from '../test-support/request.ts'
import { MemoryGit } from '../test-support/memory-git.ts'
import { BEGINNING } from '../test-support/memory-world.ts'
import { shopApplication } from '../test-support/shop.ts'
import { policyOf } from '../test-support/tell-story.ts'
import { beginRun } from './begin-run.ts'
import { createBranchStore, STATUS_FILE, stateBranch } from './branch-store.ts'
import { withinMode } from './within-mode.ts'

const git = (): MemoryGit => new MemoryGit(() => BEGINNING)
const policy = policyOf({ policy: { mode: 'commit' } })
const state = beginRun(
  REQUEST,
  shopApplication('https://git.example/shop.git'),
  { repository: 'https://git.example/shop', branch: 'main' },
  policy,
  BEGINNING,
)

describe('the state on a branch', () => {
  it('is read as it was written, and each version follows the one before', async () => {
    const host = git()
    const store = createBranchStore(host)
    expect(await store.load('shop')).toBeUndefined()
    const first = await store.save(state, undefined)
    if (first === 'conflict') throw new Error('It was free.')
    const later = { ...state, summary: 'later', updatedAt: '2026-11-22T10:01:00.000Z' }
    expect(await store.save(later, first.version)).not.toBe('conflict')
    expect((await store.load('shop'))?.state).toEqual(later)
    expect(host.history(stateBranch('shop')).map(({ files }) => [...files.keys()])).toEqual([[STATUS_FILE], [STATUS_FILE]])
  })

  it('is written by one of two', async () => {
    const store = createBranchStore(git())
    const [one, other] = await Promise.all(['a', 'b'].map(async (summary) => await store.save({ ...state, summary }, undefined)))
    expect([one, other].filter((answer) => answer === 'conflict')).toHaveLength(1)
  })

  it.each<[string, string, RegExp]>([
    ['no JSON', 'phase: done', /is no state/],
    ['of another application', JSON.stringify({ ...state, application: { namespace: 'argocd', name: 'other' } }), /of this application/],
    ['of a phase that is none', JSON.stringify({ ...state, phase: 'pushing' }), /phase/],
    ['without attempts', JSON.stringify({ ...state, attempts: undefined }), /attempts/],
  ])('is refused where it is %s', async (_, text, message) => {
    const host = git()
    await host.push(stateBranch('shop'), { [STATUS_FILE]: text }, 'x')
    await expect(createBranchStore(host).load('shop')).rejects.toThrowError(message)
  })

  it('is refused where its file is gone, or a newer version wrote it', async () => {
    const host = git()
    await host.push(stateBranch('shop'), { 'other.json': '{}' }, 'x')
    await expect(createBranchStore(host).load('shop')).rejects.toMatchObject({ code: 'REPAIR_STATE_MALFORMED' })
    await host.push(stateBranch('shop'), { [STATUS_FILE]: JSON.stringify({ ...state, schemaVersion: 2 }) }, 'x')
    await expect(createBranchStore(host).load('shop')).rejects.toMatchObject({ remedy: expect.stringContaining('update') })
  })
})

describe('a stored run under a narrower policy', () => {
  it('is thought through again before anything is written', () => {
    expect(withinMode({ ...state, phase: 'committing' }, 'propose')).toMatchObject({ mode: 'propose', phase: 'observing' })
  })

  it('is left to people where its attempt was written', () => {
    expect(withinMode({ ...state, phase: 'undoing' }, 'propose')).toMatchObject({ mode: 'propose', phase: 'handing-over' })
  })

  it('stays as it is where the policy allows as much or more', () => {
    const narrow = { ...state, mode: 'propose' as const }
    expect(withinMode(narrow, 'commit')).toBe(narrow)
    expect(withinMode(state, 'commit')).toBe(state)
  })
})
