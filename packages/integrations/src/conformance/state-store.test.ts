import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AgentState } from '@aks-copilot/contracts'
import { createBranchStore } from '@aks-copilot/remediation'
import type { StateStore } from '@aks-copilot/remediation/ports'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHub } from '../github/test-support/open-hub.ts'
import { BareRepository } from '../github/test-support/bare-repository.ts'
import { openLocalGit } from '../local-git/open-local-git.ts'

/** What every store of states promises. A second one over the same place is what a restart makes. */
interface Subject {
  readonly open: (key?: string) => Promise<StateStore>
  readonly close: () => Promise<void>
}

const SUBJECTS: readonly { readonly title: string; readonly start: () => Promise<Subject> }[] = [
  {
    title: 'a branch on GitHub',
    start: async () => {
      const hub = await openHub()
      return { open: async (key) => createBranchStore(await hub.open(), key), close: hub.close }
    },
  },
  {
    title: 'a branch of a local repository',
    start: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'state-store-'))
      const path = join(folder, 'shop.git')
      await (await BareRepository.open(path, 'main')).commitFiles('main', { 'web.yaml': 'kind: Pod\n' }, 'feat: the shop')
      const close = (): Promise<void> => rm(folder, { recursive: true, force: true })
      return { open: async (key) => createBranchStore(await openLocalGit({ path }), key), close }
    },
  },
]

function stateOf(name: string, summary: string): AgentState {
  const at = '2026-11-22T10:00:00.000Z'
  return {
    schemaVersion: 1,
    runId: 'run-1',
    summary,
    phase: 'observing',
    mode: 'propose',
    application: { namespace: 'argocd', name },
    source: { repository: 'https://git.example/shop', branch: 'main', path: 'app' },
    trigger: { kind: 'command', at, detail: 'Grüße' },
    startedAt: at,
    updatedAt: at,
    deadline: at,
    lease: { holder: 'a', until: at },
    incidents: [],
    refusals: [],
    attempts: [],
    messages: {},
    log: [],
  }
}

describe.each(SUBJECTS)('$title', ({ start }) => {
  let subject: Subject
  let store: StateStore
  beforeAll(async () => {
    subject = await start()
    store = await subject.open()
  })
  afterAll(() => subject.close())

  it('knows nothing of an application that never ran', async () => {
    expect(await store.load('never')).toBeUndefined()
  })

  it('gives back what was saved last, to whoever asks', async () => {
    const first = await store.save(stateOf('shop', 'first'), undefined)
    if (first === 'conflict') throw new Error('It was free.')
    const second = await store.save(stateOf('shop', 'second'), first.version)
    const read = await (await subject.open()).load('shop')
    expect(read).toEqual(second)
    expect(read?.state).toEqual(stateOf('shop', 'second'))
  })

  it('lets one of two writers win, and changes nothing for the other', async () => {
    const stores = await Promise.all([subject.open(), subject.open()])
    const saved = await Promise.all(stores.map(async (one, index) => await one.save(stateOf('two', `writer ${index}`), undefined)))
    const winner = saved.find((one) => one !== 'conflict')
    expect(saved.filter((one) => one === 'conflict')).toHaveLength(1)
    expect(await store.load('two')).toEqual(winner)
  })

  it('refuses an older version, and none where there is one', async () => {
    const first = await store.save(stateOf('old', 'first'), undefined)
    if (first === 'conflict') throw new Error('It was free.')
    await store.save(stateOf('old', 'second'), first.version)
    expect(await store.save(stateOf('old', 'third'), first.version)).toBe('conflict')
    expect(await store.save(stateOf('old', 'third'), undefined)).toBe('conflict')
    expect((await store.load('old'))?.state.summary).toBe('second')
  })

  it('is believed with the key that signed it, and with no other', async () => {
    const signed = await subject.open('one key')
    const first = await signed.save(stateOf('signed', 'first'), undefined)
    if (first === 'conflict') throw new Error('It was free.')
    const second = await signed.save(stateOf('signed', 'second'), first.version)
    expect(await (await subject.open('one key')).load('signed')).toEqual(second)
    await expect((await subject.open('another key')).load('signed')).rejects.toMatchObject({ code: 'REPAIR_STATE_FORGED' })
    if (second === 'conflict') throw new Error('It was the newest.')
    await store.save(stateOf('signed', 'without a key'), second.version)
    await expect(signed.load('signed')).rejects.toMatchObject({ code: 'REPAIR_STATE_UNSIGNED' })
  })

  it('keeps applications apart', async () => {
    await store.save(stateOf('one', 'one'), undefined)
    await store.save(stateOf('one-more', 'other'), undefined)
    expect((await store.load('one'))?.state.summary).toBe('one')
  })
})
