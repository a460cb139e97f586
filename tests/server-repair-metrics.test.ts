import { createHmac } from 'node:crypto'
import type { RepairDetail } from '@aks-copilot/contracts'
import type { RunningServer } from '@aks-copilot/server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RememberingDesk } from './repair-desk.ts'
import { testServer } from './test-server.ts'

const SECRET = 'a'.repeat(64)
const AT = '2026-11-22T10:00:00.000Z'

let desk: RememberingDesk
let server: RunningServer
beforeEach(async () => {
  desk = new RememberingDesk()
  server = await testServer({ repairs: desk, hookSecret: SECRET })
})
afterEach(async () => await server.stop())

function run(runId: string, changes: Partial<RepairDetail>): RepairDetail {
  return {
    runId,
    application: runId,
    cluster: 'test',
    state: 'running',
    phase: 'observing',
    mode: 'propose',
    summary: '',
    trigger: { kind: 'webhook', at: AT, detail: '' },
    startedAt: AT,
    updatedAt: AT,
    incidents: [],
    attempts: [],
    refusals: [],
    gates: [],
    log: [],
    ...changes,
  }
}

const queued = (runId: string, changes: Partial<RepairDetail> = {}): RepairDetail =>
  run(runId, { state: 'queued', phase: undefined, ...changes })
const ended = (runId: string, kind: NonNullable<RepairDetail['outcome']>['kind'], refusals: string[] = []): RepairDetail =>
  run(runId, { state: 'ended', phase: 'done', outcome: { kind, text: '' }, refusals })

/** Series of repairs that are not 0, without their common beginning. */
async function series(url = server.url): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const lines = text.split('\n').filter((line) => /^aks_copilot_(?:repair|hook)/.test(line))
  return Object.fromEntries(
    lines
      .map((line) => [line.slice('aks_copilot_'.length, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))] as const)
      .filter(([, value]) => value > 0),
  )
}

describe('metrics of repairs', () => {
  it('are there from the beginning, so that the first of each is seen as an increase', async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text()
    expect(text).toContain('aks_copilot_repairs_ended_total{outcome="failed"} 0')
    expect(text).toContain('aks_copilot_repairs{state="waiting"} 0')
    expect(text).toContain('aks_copilot_hooks_total{result="HOOK_SIGNATURE_WRONG"} 0')
    expect(await series()).toEqual({})
  })

  it('count each run once, however often it is told of, and by what became of it', async () => {
    desk.put(queued('a'))
    desk.put(run('a', {}))
    // Something did not answer: the same run waits for its turn again.
    desk.put(run('a', { state: 'queued' }))
    desk.put(queued('b', { trigger: { kind: 'approval', at: AT, detail: '' } }))
    desk.put(run('b', { phase: 'waiting' }))
    // One that was begun before this process.
    desk.put(run('c', { state: 'running', phase: 'waiting' }))
    expect(await series()).toEqual({
      'repairs{state="queued"}': 1,
      'repairs{state="waiting"}': 2,
      'repairs_begun_total{trigger="webhook"}': 1,
      'repairs_begun_total{trigger="approval"}': 1,
    })
    for (const told of [
      ended('a', 'healthy'),
      ended('a', 'healthy'),
      ended('b', 'handed-over', ['no patch', 'no other']),
      run('c', { state: 'failed' }),
    ])
      desk.put(told)
    desk.put(queued('d'))
    desk.put(run('d', { state: 'ended', phase: undefined }))
    expect(await series()).toEqual({
      'repairs_begun_total{trigger="webhook"}': 2,
      'repairs_begun_total{trigger="approval"}': 1,
      'repairs_ended_total{outcome="healthy"}': 1,
      'repairs_ended_total{outcome="handed-over"}': 1,
      'repairs_ended_total{outcome="failed"}': 1,
      'repairs_ended_total{outcome="left"}': 1,
      repair_refusals_total: 2,
    })
  })

  it('count notifications by what came of them', async () => {
    const body = '{"application":"shop"}'
    const time = Math.floor(Date.now() / 1000)
    const hex = createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex')
    const post = async (headers: Record<string, string>): Promise<unknown> =>
      await fetch(`${server.url}/hooks/argocd`, { method: 'POST', body, headers })
    const header = 'x-aks-copilot-signature'
    await post({ [header]: `t=${time},v1=${hex}` })
    await post({ [header]: `t=${time},v1=${hex}` })
    await post({ [header]: `t=${time},v1=${'0'.repeat(64)}` })
    await post({})
    expect(await series()).toMatchObject({
      'hooks_total{result="taken"}': 1,
      'hooks_total{result="HOOK_REPLAYED"}': 1,
      'hooks_total{result="HOOK_SIGNATURE_WRONG"}': 1,
      'hooks_total{result="HOOK_UNSIGNED"}': 1,
    })
  })

  it('have no values where nothing is repaired', async () => {
    const plain = await testServer()
    const text = await (await fetch(`${plain.url}/metrics`)).text()
    await plain.stop()
    expect(text).toContain('# TYPE aks_copilot_repairs gauge')
    expect(text).not.toMatch(/^aks_copilot_(?:repair|hook)\w*\{/m)
  })
})
