import { CopilotError } from '@aks-copilot/contracts'
import { type ApplicationStatus, type RepairPolicy } from '@aks-copilot/remediation'
import { expect, it } from 'vitest'
import type { CommandContext } from '../command-context.ts'
import type { Repair } from './open-repair.ts'
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

const gone = new CopilotError({ code: 'ARGOCD_APPLICATION_UNKNOWN', category: 'validation', message: 'It is gone.', remedy: 'none' })

it('calls an application outside of the namespace of Argo CD by both names', async () => {
  const stop = new AbortController()
  const asked: string[] = []
  const loaded: string[] = []
  const all = [degraded('argocd', 'shop'), degraded('team-a', 'shop'), { ...degraded('team-a', 'cart'), health: 'Healthy' as const }]
  const store = { load: async (name: string) => await Promise.resolve(void loaded.push(name)) }
  const application = async (name: string): Promise<never> => {
    asked.push(name)
    return await Promise.reject(gone)
  }
  const deployer = { applications: async () => await Promise.resolve(all), application }
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
