import { type AgentState, CopilotError } from '@aks-copilot/contracts'
import { type ApplicationStatus, type RepairPolicy } from '@aks-copilot/remediation'
import { afterEach, expect, it, vi } from 'vitest'
import type { CommandContext } from '../command-context.ts'
import type { Repair } from './open-repair.ts'
import * as application from './repair-application.ts'
import { watchApplications } from './watch-applications.ts'

const degraded = (namespace: string, name: string): ApplicationStatus => ({
  namespace,
  name,
  sources: [],
  destination: { namespace: name },
  health: 'Degraded',
  sync: 'Synced',
  revision: 'r1',
  operation: undefined,
  automated: true,
  resources: [],
  history: [],
  conditions: [],
})

vi.mock(import('./repair-application.ts'), { spy: true })
afterEach(() => void vi.mocked(application.repairApplication).mockReset())

const gone = new CopilotError({ code: 'ARGOCD_APPLICATION_UNKNOWN', category: 'validation', message: 'It is gone.', remedy: 'none' })

it('calls an application outside of the namespace of Argo CD by both names', async () => {
  const stop = new AbortController()
  const asked: string[] = []
  const loaded: string[] = []
  const all = [degraded('argocd', 'shop'), degraded('team-a', 'shop'), { ...degraded('team-a', 'cart'), health: 'Healthy' as const }]
  const store = { load: async (name: string) => await Promise.resolve(void loaded.push(name)) }
  const read = async (name: string): Promise<never> => {
    asked.push(name)
    return await Promise.reject(gone)
  }
  const deployer = { applications: async () => await Promise.resolve(all), application: read }
  const ports = async (): Promise<unknown> => await Promise.resolve({ store })
  const repair = { namespace: 'argocd', deployer, ports, trace: () => undefined } as unknown as Repair
  const log = { notice: () => undefined, error: (error: unknown) => error }
  const context = { terminal: { signal: stop.signal }, log, finish: () => undefined } as unknown as CommandContext
  const watched = watchApplications(repair, { mode: 'propose' } as unknown as RepairPolicy, {}, context)
  await expect.poll(() => asked.length).toBe(2)
  stop.abort()
  await watched
  expect(asked).toEqual(['shop', 'team-a/shop'])
  expect(loaded).toEqual(['team-a/cart'])
})

it.each([
  ['think', 'observing', 8],
  ['wait for people', 'waiting', 12],
] as const)('of runs that %s has so many at once as it may', async (_, phase, most) => {
  const stop = new AbortController()
  const begun: string[] = []
  vi.mocked(application.repairApplication).mockImplementation(async ({ name, onState }) => {
    begun.push(name)
    onState?.({ phase, attempts: [] } as unknown as AgentState)
    return await new Promise((__, reject) => stop.signal.addEventListener('abort', () => reject(gone)))
  })
  const all = Array.from({ length: 12 }, (__, index) => degraded('argocd', `app-${index}`))
  const repair = { namespace: 'argocd', deployer: { applications: async () => await Promise.resolve(all) } } as unknown as Repair
  const log = { notice: () => undefined, error: (error: unknown) => error }
  const context = { terminal: { signal: stop.signal }, log, finish: () => undefined } as unknown as CommandContext
  const watched = watchApplications(repair, { mode: 'propose' } as unknown as RepairPolicy, {}, context)
  await expect.poll(() => begun.length).toBe(most)
  stop.abort()
  await watched
  expect(begun).toHaveLength(most)
})
