import type { AgentState } from '@aks-copilot/contracts'
import { describe, expect, it } from 'vitest'
import type { RepairPorts } from '../loop/run.ts'
import { runDebugLoop } from '../run-debug-loop.ts'
import { createBranchStore } from '../state/branch-store.ts'
import { MemoryWorld, type WorldOptions } from '../test-support/memory-world.ts'
import { REQUEST } from '../test-support/request.ts'
import { WEB_FILE } from '../test-support/shop.ts'
import { policyOf } from '../test-support/tell-story.ts'
import { CopilotError } from '@aks-copilot/contracts'

const FIRST = 'aks-copilot/shop-run-7f3a-1'
const OPTIONS = { policy: policyOf({ policy: { mode: 'propose' } }), signal: new AbortController().signal }

/** Somebody merges each pull request, and the host does not delete its branch. */
async function mergeAll({ git }: MemoryWorld): Promise<void> {
  for (const { number, branch, state } of git.pulls) {
    const tip = git.branches.get(branch)
    if (state !== 'open' || tip === undefined) continue
    await git.merge(number)
    git.branches.set(branch, tip)
  }
}

/** A run to its end, and the branches that it leaves. */
async function leftBy(
  options: Partial<WorldOptions>,
  git: (git: MemoryWorld['git']) => Partial<RepairPorts['git']> = () => ({}),
): Promise<{
  readonly state: AgentState
  readonly world: MemoryWorld
  readonly left: readonly string[]
  readonly kept: readonly unknown[]
}> {
  const world = await MemoryWorld.open({ images: ['1.4'], people: mergeAll, ...options })
  const changed = git(world.git)
  const host = new Proxy(world.git, {
    get: (target, name) => {
      const member: unknown = Reflect.get(changed, name) ?? Reflect.get(target, name, target)
      return typeof member === 'function' ? (member.bind(target) as unknown) : member
    },
  })
  const state = await runDebugLoop(REQUEST, { ...world.ports(), git: host }, OPTIONS)
  const left = [...world.git.branches.keys()].filter((branch) => branch.startsWith('aks-copilot/'))
  return { state, world, left, kept: world.audited.filter(({ what }) => what === 'branch-kept').map(({ detail }) => detail['why']) }
}

describe('the branches of a run that ended', () => {
  it('are gone, those of attempts and those that took them back; its state stays', async () => {
    const { state, world, left, kept } = await leftBy({ doctor: ['1.6', '1.4'] })
    expect(state.outcome?.kind).toBe('healthy')
    expect(world.git.pulls.map(({ branch }) => branch)).toEqual([FIRST, `${FIRST}-undo`, 'aks-copilot/shop-run-7f3a-2'])
    expect([left, kept]).toEqual([['aks-copilot/state/shop'], []])
  })

  it('stay where somebody pushed upon them', async () => {
    const people = async (world: MemoryWorld): Promise<void> => {
      if (world.git.pulls[0]?.state !== 'open') return
      await mergeAll(world)
      await world.git.push(FIRST, { 'README.md': 'more' }, 'docs: more')
    }
    const { state, left, kept } = await leftBy({ people })
    expect(state.outcome?.kind).toBe('healthy')
    expect(left).toContain(FIRST)
    expect(kept).toEqual(['It does not stand at what this run committed.'])
  })

  it('stay where somebody pushes in between', async () => {
    const { left, kept } = await leftBy({}, (git) => ({
      deleteBranch: async (branch, at) => {
        await git.push(branch, { 'README.md': 'more' }, 'docs: more')
        return await git.deleteBranch(branch, at)
      },
    }))
    expect([left.includes(FIRST), kept]).toEqual([true, ['Somebody pushed to it.']])
  })

  it('stay where the host does not let them be deleted, which is no fault of the run', async () => {
    const refusal = new CopilotError({ code: 'GITHUB_DENIED', category: 'validation', message: 'It may not.', remedy: 'none' })
    const { state, left, kept } = await leftBy({}, () => ({ deleteBranch: () => Promise.reject(refusal) }))
    expect(state).toMatchObject({ phase: 'done', outcome: { kind: 'healthy' } })
    expect([left.includes(FIRST), kept]).toEqual([true, ['It may not.']])
  })

  it('stay where there is no pull request: people have nothing else of the patch', async () => {
    const refusal = new CopilotError({ code: 'GITHUB_DENIED', category: 'validation', message: 'It may not.', remedy: 'none' })
    const { state, world, left } = await leftBy({}, () => ({ openPullRequest: () => Promise.reject(refusal) }))
    expect(state.outcome?.kind).toBe('handed-over')
    expect(world.git.pulls).toEqual([])
    expect(left).toContain(FIRST)
  })

  const AWAY = new CopilotError({ code: 'GITHUB_UNREACHABLE', category: 'transient', message: 'It is away.', remedy: 'none' })

  it('stay where the host fails at it each time: the run ends all the same', async () => {
    const { state, left, kept } = await leftBy({}, () => ({ deleteBranch: () => Promise.reject(AWAY) }))
    expect(state).toMatchObject({ phase: 'done', outcome: { kind: 'healthy' } })
    expect([left.includes(FIRST), kept]).toEqual([true, ['It is away.']])
  })

  it('are deleted later where the host does not answer at all', async () => {
    const world = await MemoryWorld.open({ images: ['1.4'], people: mergeAll })
    const ports = world.ports()
    let isAway = false
    const git = new Proxy(world.git, {
      get: (target, name) => {
        isAway ||= name === 'deleteBranch'
        if (isAway) return () => Promise.reject(AWAY)
        const member: unknown = Reflect.get(target, name, target)
        return typeof member === 'function' ? (member.bind(target) as unknown) : member
      },
    })
    const broken = { ...ports, git, store: createBranchStore(git) }
    await expect(runDebugLoop(REQUEST, broken, OPTIONS)).rejects.toMatchObject({ code: 'GITHUB_UNREACHABLE' })
    expect(world.git.branches.has(FIRST)).toBe(true)
    const state = await runDebugLoop(REQUEST, ports, OPTIONS)
    expect([state.phase, world.git.branches.has(FIRST)]).toEqual(['done', false])
    expect(world.notifier.sent.map(({ notice }) => notice.key)).toEqual(['run', 'end'])
  })

  it('are no reason to go on with a token that ended', async () => {
    const ended = new CopilotError({ code: 'GITHUB_UNAUTHORIZED', category: 'critical', message: 'Its token ended.', remedy: 'none' })
    await expect(leftBy({}, () => ({ deleteBranch: () => Promise.reject(ended) }))).rejects.toMatchObject({ code: 'GITHUB_UNAUTHORIZED' })
  })

  it('are none in mode commit', async () => {
    const world = await MemoryWorld.open({ images: ['1.4'] })
    await runDebugLoop(REQUEST, world.ports(), { ...OPTIONS, policy: policyOf({ policy: { mode: 'commit' } }) })
    expect([...world.git.branches.keys()].toSorted()).toEqual(['aks-copilot/state/shop', 'main'])
    expect(world.git.history('main')[0]?.files.has(WEB_FILE)).toBe(true)
  })
})
