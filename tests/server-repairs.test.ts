import {
  incidentDetailSchema,
  type PatchApproval,
  pageSchema,
  patchApprovalSchema,
  problemSchema,
  repairDetailSchema,
  type RepairMode,
  repairRunSchema,
} from '@aks-copilot/contracts'
import type { RunningServer } from '@aks-copilot/server'
import { afterEach, describe, expect, it } from 'vitest'
import { RememberingDesk } from './repair-desk.ts'
import { testServer, TestSocket } from './test-server.ts'
import { BROKEN_SERVICE, tracked, TRACKED } from './tracked-recording.ts'

let server: RunningServer
afterEach(async () => await server.stop())

async function start(
  desk: RememberingDesk | undefined,
  marks: Parameters<typeof tracked>[0] = { annotations: TRACKED },
  provable = true,
): Promise<RunningServer> {
  server = await testServer({ views: [tracked(marks)], provable, ...(desk === undefined ? {} : { repairs: desk }) })
  return server
}

function deskOf(mode: RepairMode = 'propose', cluster = 'test'): RememberingDesk {
  const desk = new RememberingDesk(cluster, mode)
  desk.owners.set(`Service ${BROKEN_SERVICE}`, 'shop')
  return desk
}

async function detail(): Promise<ReturnType<typeof incidentDetailSchema.parse>> {
  const fingerprint = `service-no-matching-pods:Service/${BROKEN_SERVICE}`
  const response = await fetch(`${server.url}/api/incidents/${encodeURIComponent(fingerprint)}`)
  return incidentDetailSchema.parse(await response.json())
}

async function approve(body?: unknown): Promise<PatchApproval> {
  const { patches } = await detail()
  const sent = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(`${server.url}/api/patches/${patches[0]?.id ?? ''}/approve`, { method: 'POST', ...sent })
  expect(response.status).toBe(200)
  return patchApprovalSchema.parse(await response.json())
}

describe('a patch whose object is in Git by way of an Application', () => {
  it('says what approving it begins; that begins a run which tries this patch and nothing else', async () => {
    const desk = deskOf()
    await start(desk)
    const { patches, repair, incident } = await detail()
    expect([patches[0]?.opens, repair]).toEqual(['propose', { application: 'shop' }])
    const approval = await approve()
    expect(approval.repair).toMatchObject({ tries: true, run: { runId: 'run-1', application: 'shop' } })
    expect(approval.commands).toHaveLength(2)
    expect(desk.wishes).toEqual([
      {
        application: 'shop',
        trigger: 'approval',
        detail: 'a patch was approved on the page, by somebody on this machine',
        approved: { incident: incident.fingerprint, object: approval.object, operations: approval.patch, why: incident.nextSteps[0]?.text },
      },
    ])
    expect(desk.audited).toMatchObject([
      { what: 'approval', detail: { by: 'somebody on this machine', from: '127.0.0.1', application: 'shop' } },
    ])
  })

  it('shows the run on its incident, and offers no second one while it is under way', async () => {
    const desk = deskOf()
    await start(desk)
    await approve()
    const during = await detail()
    expect([during.repair?.run?.runId, during.patches[0]?.opens]).toEqual(['run-1', undefined])
    const other = await approve()
    expect(other.repair).toMatchObject({ tries: false, run: { runId: 'run-1' } })
    const run = desk.run('run-1')
    if (run === undefined) throw new Error('It was begun.')
    desk.put({ ...run, state: 'ended', phase: 'done' })
    const after = await detail()
    // It ended without a word of this incident.
    expect([after.repair, after.patches[0]?.opens]).toEqual([{ application: 'shop' }, 'propose'])
  })

  it('gives the commands alone where that is asked for', async () => {
    const desk = deskOf()
    await start(desk)
    expect((await approve({ repair: false })).repair).toBeUndefined()
    expect(desk.wishes).toEqual([])
  })

  it.each<[string, () => RememberingDesk | undefined, Parameters<typeof tracked>[0], boolean]>([
    ['nothing is repaired', () => undefined, { annotations: TRACKED }, true],
    ['the mode is report', () => deskOf('report'), { annotations: TRACKED }, true],
    ['another cluster is repaired', () => deskOf('propose', 'other'), { annotations: TRACKED }, true],
    ['it is a recording', () => deskOf(), { annotations: TRACKED }, false],
    ['nothing says that it is of an Application', () => deskOf(), {}, true],
    [
      'it says so of another object',
      () => deskOf(),
      { annotations: { 'argocd.argoproj.io/tracking-id': `shop:/Service:${BROKEN_SERVICE}-other` } },
      true,
    ],
    ['Argo CD does not have it in that Application', () => deskOf(), { labels: { 'app.kubernetes.io/instance': 'release' } }, true],
  ])('gives the commands alone where %s', async (_, desk, marks, provable) => {
    const own = desk()
    await start(own, marks, provable)
    const { patches } = await detail()
    expect(patches).toHaveLength(1)
    expect(patches[0]?.opens).toBeUndefined()
    const approval = await approve()
    expect(approval.repair).toBeUndefined()
    expect(approval.commands).toHaveLength(2)
    expect(own?.wishes ?? []).toEqual([])
  })

  it('is found by the label, too', async () => {
    await start(deskOf(), { labels: { 'app.kubernetes.io/instance': 'shop' } })
    expect((await detail()).patches[0]?.opens).toBe('propose')
  })
})

describe('the runs of a server', () => {
  it('are listed, and told to who follows the incidents; the desk stops with the server', async () => {
    const desk = deskOf()
    await start(desk)
    const socket = await TestSocket.open(server.url)
    socket.send({ type: 'subscribe', topics: ['incidents'] })
    await new Promise((resolve) => setTimeout(resolve, 100))
    await approve()
    expect(await socket.message('repair-changed')).toMatchObject({ cluster: 'test', run: { runId: 'run-1' } })
    const page = pageSchema(repairRunSchema)
    const list = async (query: string): Promise<number> =>
      page.parse(await (await fetch(`${server.url}/api/repairs${query}`)).json()).items.length
    expect([await list(''), await list('?application=shop'), await list('?application=cart')]).toEqual([1, 1, 0])
    // One Application has one name, however it is asked for.
    expect(await list('?application=argocd/shop')).toBe(1)
    for (const wrong of ['argocd/shop/x', '../shop', 'Shop', '']) {
      const refused = await fetch(`${server.url}/api/repairs?application=${encodeURIComponent(wrong)}`)
      expect([refused.status, problemSchema.parse(await refused.json()).code]).toEqual([400, 'REQUEST_INVALID'])
    }
    expect(repairDetailSchema.parse(await (await fetch(`${server.url}/api/repairs/run-1`)).json()).log).toEqual([])
    const none = await fetch(`${server.url}/api/repairs/run-9`)
    expect([none.status, problemSchema.parse(await none.json()).code]).toEqual([404, 'NOT_FOUND'])
    await server.stop()
    expect(desk.isStopped).toBe(true)
  })

  it('are none where it repairs nothing', async () => {
    await start(undefined)
    expect(await (await fetch(`${server.url}/api/repairs`)).json()).toEqual({ items: [], skipped: [] })
  })
})
