import { describe, expect, it } from 'vitest'
import { type AgentState, MOST_DECLINED, type RepairAttempt } from '@aks-copilot/contracts'
import { declinedWith, repairKey } from '../propose/repair-key.ts'
import { runDebugLoop } from '../run-debug-loop.ts'
import { MemoryWorld } from '../test-support/memory-world.ts'
import { REQUEST } from '../test-support/request.ts'
import { WEB_FILE, webFile } from '../test-support/shop.ts'
import { policyOf } from '../test-support/tell-story.ts'

/** A shop whose people close every pull request. */
async function open(): Promise<MemoryWorld> {
  return await MemoryWorld.open({ images: [], people: ({ git }) => git.pulls.forEach(({ number }) => git.close(number)) })
}

async function run(world: MemoryWorld, runId: string, again?: boolean): Promise<AgentState> {
  const signal = new AbortController().signal
  return await runDebugLoop({ ...REQUEST, runId, again }, world.ports(), { policy: policyOf({ policy: { mode: 'propose' } }), signal })
}

describe('what people declined', () => {
  it('is not proposed by the next run, which says where they did', async () => {
    const world = await open()
    await run(world, 'first')
    const second = await run(world, 'second')
    const third = await run(world, 'third')
    expect(world.git.pulls).toHaveLength(1)
    for (const state of [second, third]) {
      expect(state).toMatchObject({ outcome: { kind: 'handed-over' }, attempts: [] })
      expect(state.refusals.join()).toContain(`people declined it before: ${world.git.repository}/pull/1`)
    }
    expect(world.git.issues).toHaveLength(1)
    world.git.issues.length = 0
    await run(world, 'fourth')
    expect(world.git.issues[0]?.body).toContain(`people declined it before: ${world.git.repository}/pull/1\n`)
  })

  it('is proposed again where a person says so, and declined again', async () => {
    const world = await open()
    await run(world, 'first')
    const second = await run(world, 'second', true)
    expect(world.git.pulls).toHaveLength(2)
    expect(second.declined).toMatchObject([
      { what: 'Deployment web: replace /spec/template/spec/containers/0/image', url: `${world.git.repository}/pull/2` },
    ])
    await run(world, 'third')
    expect(world.git.pulls).toHaveLength(2)
  })

  it('is another change once the field has another value, and the same while it has not', async () => {
    const world = await open()
    await run(world, 'first')
    await world.git.push('main', { 'README.md': 'Another word.\n' }, 'docs: a word')
    await world.pass(60_000)
    await run(world, 'second')
    expect(world.git.pulls).toHaveLength(1)
    await world.git.push('main', { [WEB_FILE]: webFile('1.8') }, 'feat: release 1.8')
    await world.pass(60_000)
    expect((await run(world, 'third')).attempts).toMatchObject([{ outcome: 'closed' }])
    expect(world.git.pulls).toHaveLength(2)
  })

  const object = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' }
  const attempt: RepairAttempt = {
    number: 1,
    startedAt: '2026-11-22T10:00:06.000Z',
    incidents: [],
    changes: [],
    files: [],
    gates: [],
    base: 'b'.repeat(40),
    message: 'x',
    outcome: 'open',
    pullRequest: { number: 1, url: 'https://git.example/shop/pull/1' },
  }

  it('is remembered once, and not without end', () => {
    let all: ReturnType<typeof declinedWith> = []
    for (let count = 0; count < 2 * MOST_DECLINED; count += 1) {
      const change = {
        object,
        operations: [{ op: 'add' as const, path: '/spec/replicas', value: count }],
        why: '',
        source: 'policy' as const,
        places: [],
      }
      for (let twice = 0; twice < 2; twice += 1) all = declinedWith(all, { ...attempt, changes: [change] }, '2026-11-22T10:00:06Z')
    }
    expect(all).toHaveLength(MOST_DECLINED)
    expect(all.at(-1)?.change).toBe(
      repairKey({ object, operations: [{ value: 2 * MOST_DECLINED - 1, path: '/spec/replicas', op: 'add' }] }),
    )
  })

  it('is nothing where there was no pull request', () => {
    const { pullRequest: _, ...without } = attempt
    expect(declinedWith([], without, '2026-11-22T10:00:06Z')).toEqual([])
  })
})
