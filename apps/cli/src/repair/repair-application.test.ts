import { CopilotError } from '@aks-copilot/contracts'
import { type Notice, repairPolicySchema } from '@aks-copilot/remediation'
import { describe, expect, it } from 'vitest'
import type { CommandContext } from '../command-context.ts'
import { pageBeforeRun } from './page-before-run.ts'
import { repairApplication, type Wish } from './repair-application.ts'

const NOW = Date.parse('2026-11-23T08:00:00Z')

function fault(code: string, category: 'validation' | 'transient' | 'critical' = 'validation'): CopilotError {
  return new CopilotError({ code, category, message: 'There is no login.', remedy: 'Set one.' })
}

interface Broken {
  readonly application?: CopilotError
  readonly ports?: CopilotError
  readonly trigger?: Wish['trigger']
  readonly signal?: AbortSignal
  readonly cannotTell?: boolean
}

/** A repair whose loop cannot begin; what people were told, and what the trail has of it. */
async function begin({ application, ports, trigger = 'webhook', signal = new AbortController().signal, cannotTell = false }: Broken) {
  const told: Notice[] = []
  const audit: string[] = []
  const post = async (notice: Notice): Promise<string> => {
    if (cannotTell) throw fault('SLACK_UNREACHABLE', 'transient')
    return `message ${told.push(notice)}`
  }
  const repair = {
    deployer: { application: async () => (application === undefined ? { sources: [] } : Promise.reject(application)) },
    ports: async () => await Promise.reject(ports),
    trace: () => undefined,
    holder: 'a test',
    signingKey: async () => undefined,
    page: async (error: unknown, name: string) =>
      await pageBeforeRun(error, {
        application: name,
        instance: 'prod',
        open: async () => ({ post, update: async () => undefined }),
        audit: { record: ({ what }) => void audit.push(what) },
        clock: { now: () => NOW, sleep: async () => undefined },
        signal,
      }),
  }
  const context = { terminal: { signal }, runId: 'run-1' } as unknown as CommandContext
  const policy = repairPolicySchema.parse({})
  const run = repairApplication(
    { name: 'shop', trigger, detail: 'a test' },
    repair as unknown as Parameters<typeof repairApplication>[1],
    policy,
    context,
  )
  const error: unknown = await run.catch((why: unknown) => why)
  return { told, audit, error }
}

describe('a repair that cannot begin', () => {
  it.each([
    ['an Application that may not be read', { application: fault('ARGOCD_DENIED') }, 'ARGOCD_DENIED', 'warning'],
    ['no login', { ports: fault('GITHUB_NOT_CONFIGURED') }, 'GITHUB_NOT_CONFIGURED', 'warning'],
    ['no login of a command', { ports: fault('GITHUB_NOT_CONFIGURED'), trigger: 'command' }, 'GITHUB_NOT_CONFIGURED', 'warning'],
    ['what is critical', { ports: fault('OUTPUT_FAILED', 'critical') }, 'OUTPUT_FAILED', 'critical'],
  ] as const)('tells people, once a day: %s', async (_, broken, code, severity) => {
    const { told, audit, error } = await begin(broken)
    expect(error).toMatchObject({ code })
    expect(told).toMatchObject([{ key: `stopped-${code}-2026-11-23`, runId: 'prod__shop', severity }])
    expect(audit).toEqual(['message: asked', 'message'])
  })

  it.each([
    ['goes away by itself', { application: fault('ARGOCD_UNREACHABLE', 'transient') }],
    ['is a name that somebody mistyped', { application: fault('ARGOCD_APPLICATION_UNKNOWN'), trigger: 'command' }],
    ['was stopped', { ports: fault('GITHUB_DENIED'), signal: AbortSignal.abort() }],
  ] as const)('tells nobody what %s', async (_, broken) => {
    expect((await begin(broken)).told).toEqual([])
  })

  it('ends with what stopped it where nobody can be told', async () => {
    expect((await begin({ ports: fault('GITHUB_DENIED'), cannotTell: true })).error).toMatchObject({ code: 'GITHUB_DENIED' })
  })
})
