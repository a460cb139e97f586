import type { AgentState } from '@aks-copilot/contracts'
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

  it('of an Application elsewhere is not that of its namesake', async () => {
    const host = git()
    const store = createBranchStore(host, 'key-of-the-test')
    const place = { repository: 'https://git.example/shop', branch: 'main' }
    const application = { ...shopApplication('https://git.example/shop.git'), namespace: 'team-a' }
    const elsewhere = beginRun({ ...REQUEST, application: 'team-a/shop' }, application, place, policy, BEGINNING)
    expect(elsewhere.application).toEqual({ namespace: 'team-a', name: 'shop', called: 'team-a/shop', uid: 'uid-of-the-shop' })
    await store.save(elsewhere, undefined)
    await store.save({ ...state, summary: 'the namesake' }, undefined)
    expect((await store.load('team-a/shop'))?.state).toEqual(elsewhere)
    expect((await store.load('shop'))?.state.summary).toBe('the namesake')
    await host.push(stateBranch('other'), { [STATUS_FILE]: JSON.stringify(elsewhere) }, 'x')
    await expect(createBranchStore(host).load('other')).rejects.toThrowError(/of this application/)
  })

  it('of one instance is not that of another, nor of none, whoever signs it', async () => {
    const host = git()
    const of = (instance?: string): AgentState => ({
      ...state,
      summary: instance ?? 'none',
      application: { ...state.application, instance },
    })
    const names = ['west', 'East-1', undefined]
    for (const name of names) await createBranchStore(host, 'key-of-the-test', name).save(of(name), undefined)
    for (const name of names) {
      const read = await createBranchStore(host, 'key-of-the-test', name).load('shop')
      expect(read?.state).toMatchObject({ summary: name ?? 'none', application: { namespace: 'argocd' } })
    }
    expect([...host.branches.keys()]).toEqual(['aks-copilot/state/west__shop', 'aks-copilot/state/East-1__shop', 'aks-copilot/state/shop'])
    host.branches.set('aks-copilot/state/west__shop', host.branches.get('aks-copilot/state/East-1__shop') ?? '')
    await expect(createBranchStore(host, 'key-of-the-test', 'west').load('shop')).rejects.toMatchObject({ code: 'REPAIR_STATE_FORGED' })
    await expect(createBranchStore(host, undefined, 'west').load('shop')).rejects.toMatchObject({ code: 'REPAIR_STATE_MALFORMED' })
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

describe('the state with a key', () => {
  const KEY = 'key-of-the-test'
  const branch = stateBranch('shop')

  /** Three states, each upon the one before. */
  async function signed(): Promise<{ readonly host: MemoryGit; readonly versions: readonly string[] }> {
    const host = git()
    const versions: string[] = []
    for (const summary of ['first', 'second', 'third']) {
      const saved = await createBranchStore(host, KEY).save({ ...state, summary }, versions.at(-1))
      if (saved !== 'conflict') versions.push(saved.version)
    }
    return { host, versions }
  }

  async function onTop(host: MemoryGit, text: string, message: string): Promise<void> {
    await host.push(branch, { [STATUS_FILE]: text }, message)
  }

  it('is read by who has the key, and by who has none', async () => {
    const { host, versions } = await signed()
    expect(await createBranchStore(host, KEY).load('shop')).toEqual({
      state: { ...state, summary: 'third' },
      version: versions[2],
      isSigned: true,
    })
    expect(await createBranchStore(host).load('shop')).toEqual({ state: { ...state, summary: 'third' }, version: versions[2] })
  })

  it('is refused with another key, and where it was signed for another application', async () => {
    const { host } = await signed()
    await expect(createBranchStore(host, 'other').load('shop')).rejects.toMatchObject({ code: 'REPAIR_STATE_FORGED', category: 'critical' })
    host.branches.set(stateBranch('shop-2'), host.branches.get(branch) ?? '')
    await expect(createBranchStore(host, KEY).load('shop-2')).rejects.toMatchObject({ code: 'REPAIR_STATE_FORGED' })
  })

  it.each<[string, (file: string, message: string) => readonly [string, string]]>([
    ['of before there was a key', (file) => [file, 'observing: x\n\nAks-Copilot-Run: run-7f3a01\n']],
    ['with its signature in its text alone', (file, message) => [file, `${message}\nAnd so it was.\n`]],
    ['without a message', (file) => [file, '']],
  ])('is refused %s', async (_, forge) => {
    const { host, versions } = await signed()
    const { files, message } = host.history(versions[2] ?? '')[0] ?? { files: new Map<string, string>(), message: '' }
    await onTop(host, ...forge(files.get(STATUS_FILE) ?? '', message))
    await expect(createBranchStore(host, KEY).load('shop')).rejects.toMatchObject({
      code: 'REPAIR_STATE_UNSIGNED',
      remedy: expect.stringContaining(branch),
    })
  })

  it('is refused where an older one was put on top again, or its text was changed', async () => {
    const { host, versions } = await signed()
    const [older] = host.history(versions[1] ?? '')
    await onTop(host, older?.files.get(STATUS_FILE) ?? '', older?.message ?? '')
    await expect(createBranchStore(host, KEY).load('shop')).rejects.toMatchObject({ code: 'REPAIR_STATE_FORGED' })
    host.branches.set(branch, versions[1] ?? '')
    const [newest] = host.history(versions[2] ?? '')
    await onTop(host, (newest?.files.get(STATUS_FILE) ?? '').replace('third', 'evil'), newest?.message ?? '')
    await expect(createBranchStore(host, KEY).load('shop')).rejects.toMatchObject({ code: 'REPAIR_STATE_FORGED' })
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
