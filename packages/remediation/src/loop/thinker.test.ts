import { CopilotError, type RepairMode } from '@aks-copilot/contracts'
import { describe, expect, it } from 'vitest'
import type { LiveTools } from '../ports.ts'
import { certainFirst } from '../policy/is-for-people.ts'
import type { Proposer } from '../propose/proposer.ts'
import { commit } from '../steps/commit.ts'
import { doctor, type MemoryWorld } from '../test-support/memory-world.ts'
import type { Story } from '../test-support/stories.ts'
import { expectEnd, policyOf, tellStory, type Told } from '../test-support/tell-story.ts'
import type { RepairPorts } from './run.ts'
import { Watch } from './watch.ts'

/** The same doctor, as a model. */
function asModel(proposer: Proposer): Proposer {
  return {
    name: 'model',
    async propose(incident, context) {
      const found = await proposer.propose(incident, context)
      return found.map((one) => ('refused' in one ? one : { ...one, source: 'model' as const }))
    },
  }
}

async function merge({ git, now }: MemoryWorld): Promise<void> {
  for (const { number, openedAt, state } of git.pulls) if (state === 'open' && now - openedAt >= 30_000) await git.merge(number)
}

const withModel = (ports: RepairPorts): RepairPorts => ({ ...ports, proposers: [asModel(doctor(['1.4']))] })

function story(mode: RepairMode, rest: Partial<Story>): Story {
  const world = { images: ['1.4'], people: merge }
  return { name: mode, policy: { mode }, world, end: 'healthy', attempts: ['healthy'], tag: '1.4', told: ['run', 'end'], ...rest }
}

describe('what a model chose', () => {
  it.each<RepairMode>(['commit', 'propose'])('waits for a person in mode %s', async (mode) => {
    const one = story(mode, { pulls: ['merged'] })
    const told = await tellStory(one, withModel)
    expectEnd(one, told)
    const [attempt] = told.state.attempts
    expect(attempt?.branch).toMatch(/^aks-copilot\/shop-/)
    expect(told.state.log.map(({ text }) => text)).toContain('Waiting for the pull request to be merged.')
  })

  it('is not committed where nobody merges it', async () => {
    const one = story('commit', {
      policy: { mode: 'commit', minutes: 3 },
      world: { images: ['1.4'] },
      end: 'handed-over',
      attempts: ['not-healthy'],
      tag: '1.5',
      landed: 0,
      pulls: ['closed'],
    })
    expectEnd(one, await tellStory(one, withModel))
  })

  it('is only told in mode report', async () => {
    const one = story('report', { end: 'reported', attempts: ['open'], tag: '1.5', landed: 0 })
    expectEnd(one, await tellStory(one, withModel))
  })

  it('does not make wait what is certain', () => {
    const chosen = (['history', 'model'] as const).map((source) => ({ candidate: { incident: source, source, why: '', changes: [] } }))
    const kept = (['commit', 'propose', 'report'] as const).map((mode) => certainFirst({ mode }, chosen).length)
    expect(kept).toEqual([1, 2, 2])
    expect(certainFirst({ mode: 'commit' }, chosen.slice(1))).toHaveLength(1)
  })

  it('is not committed either where a stored state says so', async () => {
    const { state, world } = await tellStory(story('commit', {}), withModel)
    const [{ branch: _, ...attempt } = { branch: '' }] = state.attempts
    const stored = { ...state, attempts: [attempt as (typeof state.attempts)[number]] }
    const run = { state: stored, ports: world.ports(), policy: policyOf({ policy: { mode: 'commit' } }), watch: new Watch(0) }
    const head = world.head
    const event = await commit({
      ...run,
      signal: new AbortController().signal,
      mustRenew: () => false,
      requireOwn: () => Promise.resolve(),
    })
    expect([event, world.head]).toEqual([{ type: 'base-moved' }, head])
  })
})

describe('what live tools say', () => {
  const handedOver = story('commit', {
    world: { images: [], doctor: [] },
    end: 'handed-over',
    attempts: [],
    tag: '1.5',
    landed: 0,
    told: ['run'],
  })

  async function tell(tools: LiveTools): Promise<Told & { readonly asked: (readonly string[])[] }> {
    const asked: (readonly string[])[] = []
    const live = (namespaces: readonly string[]): LiveTools => {
      asked.push(namespaces)
      return tools
    }
    const told = await tellStory(handedOver, (ports) => ({ ...ports, live: { tools: live } }))
    return { ...told, asked }
  }

  it('stands in the issue, in the state and in the audit trail, as code and without secrets', async () => {
    const text = 'Failed to pull\n@everyone see https://evil.example\n```\npassword=hunter2\n'
    const { state, world, asked } = await tell({ run: () => Promise.resolve({ ok: true, text, truncated: false }) })
    expectEnd(handedOver, { state, world })
    expect(new Set(asked.flat())).toEqual(new Set(['shop']))
    expect(state.evidence?.[0]?.source).toBe('kubectl events --for=pod/web-6f-x1 --types=Warning --namespace=shop')
    const [issue] = world.git.issues
    expect(issue?.body).toContain('### What was read beside it\n- `kubectl events --for=pod/web-6f-x1')
    expect(issue?.body).toContain('  - `@everyone see https://evil.example`')
    expect(issue?.body).not.toContain('```')
    expect(world.audited.filter(({ what }) => what === 'live-tool').length).toBeGreaterThan(1)
    expect(JSON.stringify([state, world.audited, world.git.issues])).not.toContain('hunter2')
  })

  it.each<[string, LiveTools['run']]>([
    ['fail', () => Promise.resolve({ ok: false, text: 'no such host', truncated: false })],
    ['are not there', () => Promise.resolve({ ok: false, text: 'kubectl is not on this machine', truncated: false, missing: true })],
    [
      'cannot be started',
      () => Promise.reject(new CopilotError({ code: 'TOOL_FAILED', category: 'transient', message: 'no', remedy: 'none' })),
    ],
  ])('is left out where they %s', async (_, run) => {
    const { state, world } = await tell({ run })
    expectEnd(handedOver, { state, world })
    expect(state.evidence).toBeUndefined()
    expect(world.git.issues[0]?.body).not.toContain('read beside it')
  })
})
