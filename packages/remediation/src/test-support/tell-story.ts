import type { AgentState } from '@aks-copilot/contracts'
import { expect } from 'vitest'
import type { RepairPorts } from '../loop/run.ts'
import { type RepairPolicy, repairPolicySchema } from '../policy/repair-policy.ts'
import type { StateStore } from '../ports.ts'
import { createBranchStore } from '../state/branch-store.ts'
import { runDebugLoop } from '../run-debug-loop.ts'
import { MemoryWorld } from './memory-world.ts'
import { REQUEST } from './request.ts'
import { tagOf, WEB_FILE } from './shop.ts'
import type { Story } from './stories.ts'

/** Short times, so that a story is told with few looks. */
export function policyOf(story: Pick<Story, 'policy'>): RepairPolicy {
  return repairPolicySchema.parse({ settleSeconds: 6, healthyMinutes: 1.5, minutes: 120, ...story.policy })
}

/** What a report remembers: nothing. */
function forgetfulStore(): StateStore {
  return {
    load: () => Promise.resolve(undefined),
    save: (state) => Promise.resolve({ state, version: '1' }),
  }
}

export interface Told {
  readonly world: MemoryWorld
  readonly state: AgentState
}

/** Tells a story to its end; `through` may put something between the loop and its world. */
export async function tellStory(
  story: Story,
  through: (ports: RepairPorts, world: MemoryWorld) => RepairPorts = (ports) => ports,
  again: (error: unknown) => boolean = () => false,
): Promise<Told> {
  const world = await MemoryWorld.open(story.world)
  const ports = through(world.ports(story.policy.mode === 'report' ? forgetfulStore() : createBranchStore(world.git, story.key)), world)
  for (;;) {
    try {
      const state = await runDebugLoop(REQUEST, ports, {
        policy: policyOf(story),
        signal: new AbortController().signal,
        signingKey: story.key,
      })
      return { world, state }
    } catch (error) {
      if (!again(error)) throw error
    }
  }
}

/** How a story must end, whatever happened on its way. */
export function expectEnd(story: Story, { world: { git, notifier }, state }: Told): void {
  const { end, attempts, tag, told, landed, leads = 0, pulls = [] } = story
  expect(state).toMatchObject({ phase: 'done', outcome: { kind: end } })
  expect(state.attempts.map(({ number, outcome }) => [number, outcome])).toEqual(attempts.map((outcome, index) => [index + 1, outcome]))
  expect(tagOf(git.history('main')[0]?.files.get(WEB_FILE) ?? '')).toBe(tag)
  expect(git.pulls.map((pull) => pull.state)).toEqual(pulls)
  expect(notifier.sent.map(({ notice }) => notice.key)).toEqual(told)
  expect(git.issues.length).toBe(end === 'handed-over' ? 1 : 0)
  expect(state.leads ?? []).toHaveLength(leads)
  expect(git.issues.filter(({ body }) => body.includes('What to look at first'))).toHaveLength(leads > 0 ? 1 : 0)
  const ours = git.history('main').filter(({ message }) => message.includes(`Aks-Copilot-Run: ${REQUEST.runId}`))
  if (landed !== undefined) expect(ours.length).toBe(landed)
  const written = [...git.branches.keys()].filter((branch) => branch.startsWith('aks-copilot/') && branch !== 'aks-copilot/state/shop')
  // People merged or closed what came of each.
  expect(written).toEqual([])
  // Each attempt that was committed is on exactly one commit of its branch.
  const commits = state.attempts.flatMap(({ commit }) => commit ?? [])
  expect(new Set(commits).size).toBe(commits.length)
}

/** The state without times, with each id by the order in which it comes: the same for the same story, whenever it is told. */
export function timeless(state: AgentState): unknown {
  const ids = new Map<string, string>()
  const named = (id: string): string => ids.get(id) ?? (ids.set(id, `id-${ids.size + 1}`), `id-${ids.size}`)
  const text = JSON.stringify(sorted(state))
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/\b[0-9a-f]{40}\b/g, (id) => named(id.slice(0, 7)))
    .replaceAll(/\b(?=[0-9a-f]*\d)[0-9a-f]{7}\b/g, named)
  return JSON.parse(text)
}

/** What was stored and read again has its keys in another order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1))
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]))
}
