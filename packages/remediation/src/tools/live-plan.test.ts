import { readdirSync, readFileSync } from 'node:fs'
import { ClusterState, diagnose, readRecording } from '@aks-copilot/cluster'
import { describe, expect, it } from 'vitest'
import type { LiveTools } from '../ports.ts'
import { recorded } from '../propose/test-support/recorded.ts'
import { judgeToolCall } from './judge-tool-call.ts'
import { LiveLook } from './live-look.ts'
import { type AzurePlace, livePlan, type PlannedCall } from './live-plan.ts'

const RECORDINGS = new URL('../../../../evals/recordings/', import.meta.url)
const AZURE: AzurePlace = { resourceGroup: 'rg-shop', cluster: 'aks-shop', registries: ['contoso'] }

/** Every call that is thought of for anything that was ever recorded. */
const ALL: readonly (readonly [string, string, PlannedCall])[] = readdirSync(RECORDINGS).flatMap((file) => {
  const state = new ClusterState(readRecording(readFileSync(new URL(file, RECORDINGS))))
  return diagnose(state, { runId: 'test' }).incidents.flatMap((incident) => {
    const { planned, offered } = livePlan(incident, state, AZURE)
    return [...planned, ...offered].map((call) => [file, incident.cause.object.namespace ?? '', call] as const)
  })
})

function callsOf(recording: string, azure?: AzurePlace): { planned: string[]; offered: string[] } {
  const { incident, state } = recorded(recording)
  const { planned, offered } = livePlan(incident, state, azure)
  const texts = (calls: readonly PlannedCall[]): string[] => calls.map(({ call }) => `${call.tool} ${call.args.join(' ')}`)
  return { planned: texts(planned), offered: texts(offered) }
}

describe('the calls that are planned', () => {
  it('are all admitted as they are, each within the namespace of what is broken', () => {
    expect(ALL.length).toBeGreaterThan(400)
    const azure = { subscription: 'sub-1', resourceGroups: ['rg-shop'], registries: ['contoso'] }
    const refused = ALL.flatMap(([file, namespace, { call }]) => {
      const verdict = judgeToolCall(call, { namespaces: [namespace], azure })
      return verdict.ok ? [] : [`${file}: ${call.args.join(' ')}: ${verdict.why}`]
    })
    expect(refused).toEqual([])
  })

  it('begin with the end of the log, where a container ends again and again', () => {
    const { planned } = callsOf('crash-exit-code')
    expect(planned[0]).toMatch(/^kubectl logs web-\S+ --container=web --tail=20 --namespace=ev-crash-exit-code$/)
    expect(planned[1]).toMatch(/^kubectl events --for=pod\/web-\S+ --types=Warning /)
  })

  it.each([
    ['unschedulable-cpu', /^kubectl get nodes/],
    ['quota-exceeded', /^kubectl describe resourcequotas /],
    ['service-selector-typo', /^kubectl get pods --show-labels/],
    ['claim-class-missing', /^kubectl describe persistentvolumeclaims/],
    ['rbac-forbidden', /^kubectl get rolebindings/],
  ])('fit what is broken: %s', (recording, call) => {
    expect(callsOf(recording).planned).toContainEqual(expect.stringMatching(call))
  })

  it('ask Azure only where the configuration says where the cluster is', () => {
    expect(callsOf('unschedulable-cpu').planned.join()).not.toContain('az ')
    expect(callsOf('unschedulable-cpu', AZURE).planned[2]).toMatch(
      /^az aks nodepool list --resource-group=rg-shop --cluster-name=aks-shop /,
    )
  })
})

describe('a look', () => {
  const looked = async (answer: Awaited<ReturnType<LiveTools['run']>>): Promise<{ look: LiveLook; calls: string[]; noted: unknown[] }> => {
    const { incident, state } = recorded('crash-exit-code')
    const calls: string[] = []
    const noted: unknown[] = []
    const tools: LiveTools = {
      run: ({ args }) => {
        calls.push(args[0] ?? '')
        return Promise.resolve(answer)
      },
    }
    const look = new LiveLook({ tools, state, note: (_, detail) => noted.push(detail), signal: new AbortController().signal })
    await look.of(incident)
    await look.of(incident)
    return { look, calls, noted }
  }

  it('makes each call once, keeps what it gave without secrets, and notes it', async () => {
    const { look, calls, noted } = await looked({ ok: true, text: 'started\npassword=hunter2\u001B[31m\n', truncated: false })
    expect(calls).toEqual(['logs', 'events', 'get'])
    expect(look.evidence).toHaveLength(3)
    expect(look.evidence[0]?.source).toMatch(/^kubectl logs /)
    expect(JSON.stringify([look.evidence, noted])).not.toMatch(/hunter2|u001b/)
    expect(noted).toHaveLength(3)
  })

  it('keeps nothing of a call that failed, and does not ask again for a program that is not there', async () => {
    const failed = await looked({ ok: false, text: 'previous terminated container not found', truncated: false })
    expect([failed.look.evidence, failed.noted.length]).toEqual([[], 3])
    const missing = await looked({ ok: false, text: 'kubectl is not on this machine', truncated: false, missing: true })
    expect([missing.calls, missing.look.offered(recorded('crash-exit-code').incident)]).toEqual([['logs'], []])
  })

  it('keeps the end of a long log and the beginning of a long table, in whole lines', async () => {
    const lines = Array.from({ length: 400 }, (_, index) => `line ${index}`).join('\n')
    const { look } = await looked({ ok: true, text: lines, truncated: false })
    const [log, table] = look.evidence
    expect(log?.text.length).toBeLessThanOrEqual(1500)
    expect(log?.text).toMatch(/^line \d+\n/)
    expect(table?.text).toMatch(/^line 0\nline 1\n/)
  })
})
