import { type AgentState, CopilotError } from '@aks-copilot/contracts'
import type { ApplicationStatus, StateStore } from '@aks-copilot/remediation'
import { expect, it } from 'vitest'
import { storedRuns } from './stored-runs.ts'
import { stateOf } from './test-support/run-states.ts'

const { signal } = new AbortController()
const CREATED = '2026-10-01T08:00:00Z'

function applicationOf(name: string, namespace = 'argocd', repository = 'one'): ApplicationStatus {
  return {
    namespace,
    name,
    uid: `uid-of-${name}`,
    createdAt: CREATED,
    sources: [{ repository, revision: 'main', path: '', kind: 'directory' }],
    destination: { namespace: name },
    health: 'Healthy',
    sync: 'Synced',
    revision: 'r1',
    operation: undefined,
    automated: true,
    resources: [],
    history: [],
    conditions: [],
  }
}

const fault = (category: CopilotError['category']): CopilotError =>
  new CopilotError({ code: 'INTERNAL_FAULT', category, message: 'It is so.', remedy: 'none' })

/** What is found of these Applications, by name; with the fault at the end, if any. */
async function found(
  all: readonly ApplicationStatus[],
  states: Readonly<Record<string, AgentState>>,
  faults: Readonly<Record<string, CopilotError>> = {},
  mode: 'propose' | 'report' = 'propose',
): Promise<{ readonly names: readonly string[]; readonly elsewhere?: readonly string[]; readonly fault?: unknown }> {
  const load: StateStore['load'] = async (name) => {
    const state = states[name]
    return await Promise.resolve(state === undefined ? undefined : { state, version: 'v1' })
  }
  const store: StateStore = { load, save: async () => await Promise.resolve('conflict') }
  const ports = async (repository: string): Promise<{ readonly store: StateStore }> => {
    const wrong = faults[repository]
    return wrong === undefined ? await Promise.resolve({ store }) : await Promise.reject(wrong)
  }
  const repair = { namespace: 'argocd', deployer: { applications: async () => await Promise.resolve(all) }, ports }
  const names: string[] = []
  const elsewhere: string[] = []
  try {
    for await (const { application } of storedRuns(repair, { mode }, signal, (other) => elsewhere.push(other))) names.push(application)
    return { names, ...(elsewhere.length === 0 ? {} : { elsewhere }) }
  } catch (error) {
    return { names, fault: error }
  }
}

const of = (name: string, uid: string | undefined, phase: AgentState['phase']): AgentState =>
  stateOf(name, { phase, application: { namespace: 'argocd', name, ...(uid === undefined ? {} : { uid }) } })

it('remembers how runs of these very Applications ended, and goes on with what is under way, but not on another cluster', async () => {
  const all = ['own', 'older', 'other', 'other-open', 'made-again'].map((name) => applicationOf(name))
  const states = {
    own: of('own', 'uid-of-own', 'done'),
    older: of('older', undefined, 'done'),
    other: of('other', 'uid-elsewhere', 'done'),
    'other-open': of('other-open', 'uid-elsewhere', 'waiting'),
    // Began before this Application was made: what it left in Git is judged when it is gone on with.
    'made-again': { ...of('made-again', 'uid-before', 'waiting'), startedAt: '2026-09-30T08:00:00Z' },
  }
  expect(await found(all, states)).toEqual({ names: ['own', 'older', 'made-again'], elsewhere: ['other-open'] })
})

it('calls each by its name, passes over what cannot be read, and says at the end what did not answer', async () => {
  const all = [applicationOf('a', 'argocd', 'no-login'), applicationOf('b', 'argocd', 'away'), applicationOf('shop', 'team-a')]
  const faults = { 'no-login': fault('validation'), away: fault('transient') }
  expect(await found(all, { 'team-a/shop': of('shop', undefined, 'waiting') }, faults)).toMatchObject({
    names: ['team-a/shop'],
    fault: { category: 'transient' },
  })
})

it('has nothing in mode report', async () => {
  expect(await found([applicationOf('own')], { own: of('own', 'uid-of-own', 'waiting') }, {}, 'report')).toEqual({ names: [] })
})
