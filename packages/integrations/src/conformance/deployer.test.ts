import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { ApplicationStatus } from '@aks-copilot/remediation/ports'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type OpenArgoCd, openArgoCd } from '../argocd/open-argo-cd.ts'
import { ArgoCdStandIn } from '../argocd/test-support/argo-cd-stand-in.ts'

/** What every deployer promises, asked of each way to Argo CD over the same Applications. */
const FOLDER = mkdtempSync(join(tmpdir(), 'deployer-'))
const WAYS: readonly { readonly title: string; readonly open: (standIn: ArgoCdStandIn) => OpenArgoCd }[] = [
  {
    title: 'by the Application objects',
    open: (standIn) =>
      openArgoCd({
        applicationNamespaces: ['team-a', 'argocd'],
        cluster: { kubeconfig: standIn.kubeconfig(join(FOLDER, 'kubeconfig')), environment: {} },
      }),
  },
  {
    title: 'by the server of Argo CD',
    open: ({ url, token }) => openArgoCd({ cluster: { environment: {} }, server: { url, token } }),
  },
]

const COMMIT = '8f56e1c0b8a94e1c8f56e1c0b8a94e1c8f56e1c0'
const SPEC = {
  project: 'default',
  source: { repoURL: 'https://github.com/contoso/shop', path: './app/', targetRevision: 'main', directory: { recurse: true } },
  destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' },
}
const STATUS = {
  sourceType: 'Directory',
  sync: { status: 'Synced', revision: COMMIT },
  health: { status: 'Degraded' },
  operationState: { phase: 'Succeeded', message: 'successfully synced', syncResult: { revision: COMMIT } },
  resources: [
    { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'shop', name: 'web', health: { status: 'Degraded', message: 'late' } },
  ],
  history: [
    { revision: '1111111', deployedAt: '2026-11-20T10:00:00Z' },
    { revision: COMMIT, deployedAt: '2026-11-20T11:00:00Z' },
  ],
  conditions: [
    { type: 'ComparisonError', message: 'token=hunter2hunter2hunter2 was refused' },
    { type: 'SharedResourceWarning', message: 'also elsewhere' },
  ],
}
const AUTOMATED = { ...SPEC, syncPolicy: { automated: { prune: true }, syncOptions: ['ServerSideApply=true'] } }

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

describe.each(WAYS)('$title', ({ title, open }) => {
  let standIn: ArgoCdStandIn
  let argocd: OpenArgoCd
  beforeEach(async () => {
    standIn = await ArgoCdStandIn.start()
    standIn.put('shop', { spec: SPEC, status: STATUS })
    argocd = open(standIn)
  })
  afterEach(async () => {
    await argocd.close()
    await standIn.stop()
  })
  it('says what an application is and how it is', async () => {
    const status = await argocd.application('shop')
    expect(status).toMatchObject({
      namespace: 'argocd',
      name: 'shop',
      uid: 'uid-of-shop',
      createdAt: '2026-11-20T09:00:00Z',
      sources: [{ repository: SPEC.source.repoURL, revision: 'main', path: 'app', kind: 'directory', recurse: true, namespace: 'shop' }],
      destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' },
      health: 'Degraded',
      sync: 'Synced',
      revision: COMMIT,
      operation: { phase: 'Succeeded', revision: COMMIT },
      automated: false,
      history: [{ revision: COMMIT }, { revision: '1111111' }],
    })
    expect(status.resources).toEqual([
      { object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' }, health: 'Degraded', message: 'late' },
    ])
    expect(status.conditions).toHaveLength(1)
    expect(status.conditions[0]).toMatch(/^ComparisonError: /)
    expect(status.conditions[0]).not.toContain('hunter2')
  })

  it('lists those of other namespaces that it is told of, too', async () => {
    standIn.put('cart', { spec: SPEC, status: STATUS }, 'team-a')
    const found = await argocd.applications()
    expect(found.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(['argocd/shop', 'team-a/cart'])
  })

  it('says each source of several, and what it cannot render', async () => {
    const sources = [
      {
        repoURL: 'https://github.com/contoso/a',
        path: 'chart',
        targetRevision: 'v1',
        helm: { valueFiles: ['prod.yaml'], valuesObject: { a: 1 } },
      },
      { repoURL: 'https://charts.contoso.com', chart: 'redis', targetRevision: '1.2.3' },
      { repoURL: 'https://github.com/contoso/b', path: '.', kustomize: { namePrefix: 'x-' } },
    ]
    const { destination, project } = SPEC
    standIn.put('many', {
      spec: { project, destination, sources },
      status: { sourceTypes: ['Helm', 'Helm', 'Kustomize'], sync: { status: 'Synced', revisions: ['a1', '1.2.3', 'b1'] } },
    })
    const status = await argocd.application('many')
    expect(status.revision).toBe('a1')
    expect(status.sources.map(({ kind, path, revision }) => [kind, path, revision])).toEqual([
      ['helm', 'chart', 'v1'],
      ['unknown', '', '1.2.3'],
      ['kustomize', '', 'HEAD'],
    ])
    expect(status.sources[0]?.helm).toEqual({ releaseName: 'many', valueFiles: ['prod.yaml'], values: '{"a":1}', parameters: [] })
    expect(status.sources[2]?.kustomize).toEqual({ namePrefix: 'x-' })
  })

  it('calls a sync that was asked for running, whatever the last one came to', async () => {
    standIn.put('shop', { spec: SPEC, status: STATUS, operation: { sync: {} } })
    expect((await argocd.application('shop')).operation?.phase).toBe('Running')
  })

  it('calls a sync that failed and is tried again failed', async () => {
    const operationState = { phase: 'Running', retryCount: 2, message: 'not valid. Retrying attempt #2', syncResult: { revision: COMMIT } }
    standIn.put('shop', { spec: SPEC, status: { ...STATUS, operationState }, operation: { sync: {} } })
    expect((await argocd.application('shop')).operation).toMatchObject({ phase: 'Failed', revision: COMMIT })
  })

  it('says what the API server did not take, and what differs from Git', async () => {
    const web = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'shop', name: 'web' }
    const message = 'Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1; password=hunter2hunter2hunter2'
    const resources = [
      { ...web, status: 'SyncFailed', message },
      { version: 'v1', kind: 'Service', namespace: 'shop', name: 'web', status: 'Synced', message: 'service/web unchanged' },
    ]
    const operationState = { phase: 'Failed', message: 'one or more objects failed to apply', syncResult: { revision: COMMIT, resources } }
    standIn.put('shop', { spec: SPEC, status: { ...STATUS, operationState, resources: [{ ...web, status: 'OutOfSync' }] } })
    const { operation, resources: parts } = await argocd.application('shop')
    const object = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' }
    expect(operation?.refused).toEqual([{ object, message: expect.stringContaining('spec.replicas: Invalid value: -1') as unknown }])
    expect(JSON.stringify(operation)).not.toContain('hunter2')
    expect(parts).toEqual([{ object, differs: true }])
  })

  it('says that a window keeps a sync waiting, whoever set the window', async () => {
    const operationState = { phase: 'Running', message: 'Sync operation blocked by sync window' }
    standIn.put('shop', { spec: SPEC, status: { ...STATUS, operationState }, operation: { sync: {} } })
    expect((await argocd.application('shop')).operation).toMatchObject({ phase: 'Running', isBlocked: true })
    standIn.put('shop', { spec: SPEC, status: { ...STATUS, operationState: { phase: 'Running', message: 'waiting for hooks' } } })
    expect((await argocd.application('shop')).operation?.isBlocked).toBeUndefined()
  })

  it('ends the retries of an earlier revision, and of no other', async () => {
    const retried = (revision: string) => ({
      spec: AUTOMATED,
      status: { ...STATUS, operationState: { phase: 'Running', retryCount: 2, message: '', syncResult: { revision } } },
      operation: { sync: {} },
    })
    standIn.put('shop', retried(COMMIT))
    expect(await argocd.sync('shop', COMMIT)).toEqual({ state: 'asked' })
    expect([standIn.terminations, standIn.syncs]).toEqual([[], []])
    standIn.put('shop', retried('1111111'))
    expect(await argocd.sync('shop', COMMIT)).toEqual({ state: 'asked' })
    expect([standIn.terminations, standIn.syncs]).toEqual([['shop'], []])
  })

  it('knows which sync by themselves', async () => {
    standIn.put('shop', { spec: AUTOMATED, status: STATUS })
    expect((await argocd.application('shop')).automated).toBe(true)
    standIn.put('shop', { spec: { ...SPEC, syncPolicy: { automated: { enabled: false } } }, status: STATUS })
    expect((await argocd.application('shop')).automated).toBe(false)
  })

  it('lists all', async () => {
    for (let count = 0; count < 230; count += 1) standIn.put(`app-${count}`, { spec: SPEC })
    expect(await argocd.applications()).toHaveLength(231)
  })

  it('has no application that is not there, and none of a name that leads elsewhere', async () => {
    for (const name of ['other', '../secrets', 'a/b/c', 'argocd/shop/x', 'shop/', '/shop', 'Shop', ''])
      await expect(argocd.application(name)).rejects.toMatchObject({ code: 'ARGOCD_APPLICATION_UNKNOWN', category: 'validation' })
    expect(standIn.requests.every((line) => line.includes('/applications'))).toBe(true)
  })

  it('has it look at Git now', async () => {
    await argocd.refresh('shop')
    expect(standIn.refreshes).toEqual(['shop'])
  })

  it('asks for a sync of one revision, with the options of the application', async () => {
    standIn.put('shop', { spec: { ...SPEC, syncPolicy: { syncOptions: ['ServerSideApply=true'] } }, status: STATUS })
    expect(await argocd.sync('shop', COMMIT)).toEqual({ state: 'asked' })
    expect(standIn.syncs).toHaveLength(1)
    expect(standIn.syncs[0]?.['sync']).toMatchObject({ revision: COMMIT })
    expect(JSON.stringify(standIn.syncs[0])).toContain('ServerSideApply=true')
  })

  it('asks for the sync of an application that is synced automatically, which takes no other revision than its own', async () => {
    standIn.put('shop', { spec: AUTOMATED, status: STATUS })
    expect(await argocd.sync('shop', COMMIT)).toEqual({ state: 'asked' })
    expect(standIn.syncs).toHaveLength(1)
    expect(standIn.syncs[0]?.['sync']).toMatchObject({ prune: true })
    expect(JSON.stringify(standIn.syncs[0])).toContain('ServerSideApply=true')
  })

  it('asks for nothing while another sync is under way', async () => {
    standIn.put('shop', { spec: SPEC, status: { ...STATUS, operationState: { phase: 'Running' } } })
    expect(await argocd.sync('shop', COMMIT)).toEqual({ state: 'asked' })
    expect(standIn.syncs).toEqual([])
  })

  it('does not sync where a window denies it, and says which', async () => {
    standIn.windows = [{ kind: 'deny', schedule: '* * * * *', duration: '1h', applications: ['*'] }]
    standIn.canSync = false
    const answer = await argocd.sync('shop', COMMIT)
    expect(answer).toMatchObject({ state: 'denied' })
    expect(answer.state === 'denied' && answer.why).toContain('deny `* * * * *` for 1h')
    expect(standIn.syncs).toEqual([])
  })

  it('calls a right that is missing a denial', async () => {
    standIn.faults.push({ on: /^(PATCH|POST) /, status: 403, body: { kind: 'Status', message: 'you may not', code: 403 } })
    expect(await argocd.sync('shop', COMMIT)).toMatchObject({ state: 'denied', why: expect.stringContaining('you may not') as string })
  })

  it('tries again what failed for a moment', async () => {
    standIn.faults.push({ on: /^GET/, status: 503 }, { on: /^GET/, status: -1 })
    expect((await argocd.application('shop')).name).toBe('shop')
    expect(standIn.requests).toHaveLength(3)
  })

  it.each([
    ['always away', 500, 'transient'],
    ['a login that is not taken', 401, 'validation'],
    ['rubbish', 200, 'transient'],
  ])('says what %s means, without the token', async (_, status, category) => {
    for (let count = 0; count < 9; count += 1)
      standIn.faults.push({ on: /./, status, body: { message: `no: ${standIn.token}`, code: status } })
    const error: unknown = await argocd.application('shop').catch((fault: unknown) => fault)
    expect(error).toMatchObject({ name: 'CopilotError', category })
    if (status !== 500) expect(String(error)).not.toContain(standIn.token)
  })

  it('ends a call with its signal', async () => {
    await expect(argocd.application('shop', AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
    expect(standIn.requests).toEqual([])
  })

  it('follows an application through breaks, and ends with the signal', async () => {
    const stop = new AbortController()
    const seen: ApplicationStatus['health'][] = []
    const health = (status: string): void => standIn.put('shop', { spec: SPEC, status: { ...STATUS, health: { status } } })
    const whenWatched = async (): Promise<void> => {
      while (standIn.watching === 0) await wait(10)
    }
    const done = (async () => {
      for await (const status of argocd.follow('shop', stop.signal)) {
        seen.push(status.health)
        if (seen.length === 1) void whenWatched().then(() => health('Progressing'))
        if (seen.length === 2) {
          standIn.breakWatches()
          health('Missing')
        }
        if (seen.length === 3) {
          standIn.oldest = 10_000
          standIn.breakWatches()
          health('Healthy')
        }
        if (seen.length === 4) stop.abort()
      }
    })()
    await done
    expect(seen).toEqual(['Degraded', 'Progressing', 'Missing', 'Healthy'])
    for (let tries = 0; standIn.watching > 0 && tries < 100; tries += 1) await wait(20)
    expect(standIn.watching, title).toBe(0)
  })

  it('throws when the application is deleted while it is followed', async () => {
    const follow = async (): Promise<void> => {
      for await (const _ of argocd.follow('shop', AbortSignal.timeout(10_000)))
        void (async () => {
          while (standIn.watching === 0) await wait(10)
          standIn.delete('shop')
        })()
    }
    await expect(follow()).rejects.toMatchObject({ code: 'ARGOCD_APPLICATION_UNKNOWN' })
  })
})

describe('by the Application objects alone', () => {
  it('looks again when the object moved between the look and the asking, and asks once', async () => {
    const standIn = await ArgoCdStandIn.start()
    const argocd = openArgoCd({ cluster: { kubeconfig: standIn.kubeconfig(join(FOLDER, 'moved')), environment: {} } })
    standIn.put('shop', { spec: SPEC, status: STATUS })
    standIn.faults.push({ on: /^PATCH/, status: 0, before: () => standIn.put('shop', { spec: SPEC, status: STATUS }) })
    expect(await argocd.sync('shop', COMMIT)).toEqual({ state: 'asked' })
    expect(standIn.syncs).toHaveLength(1)
    expect(standIn.requests.filter((line) => line.startsWith('PATCH'))).toHaveLength(2)
    await argocd.close()
    await standIn.stop()
  })
})

describe('by the server alone', () => {
  it('asks for nothing more where the application was made automatic between its look and its asking', async () => {
    const standIn = await ArgoCdStandIn.start()
    const argocd = openArgoCd({ cluster: { environment: {} }, server: { url: standIn.url, token: standIn.token } })
    standIn.put('shop', { spec: SPEC, status: STATUS })
    standIn.faults.push({ on: /syncwindows/, status: 0, before: () => standIn.put('shop', { spec: AUTOMATED, status: STATUS }) })
    expect(await argocd.sync('shop', COMMIT)).toEqual({ state: 'asked' })
    expect(standIn.syncs).toEqual([])
    await argocd.close()
    await standIn.stop()
  })

  it.each(['http://argocd.contoso.com', 'https://user:word@argocd.contoso.com', 'argocd', 'file:///etc'])(
    'does not send a token to %s',
    (url) => {
      expect(() => openArgoCd({ cluster: { environment: {} }, server: { url, token: 'abc' } })).toThrow(/https/)
    },
  )
  it('follows no redirect with the token', async () => {
    const standIn = await ArgoCdStandIn.start()
    standIn.faults.push({ on: /./, status: 307, body: {} })
    const argocd = openArgoCd({ cluster: { environment: {} }, server: { url: standIn.url, token: standIn.token } })
    await expect(argocd.application('shop')).rejects.toMatchObject({ code: 'ARGOCD_REFUSED' })
    expect(standIn.requests).toHaveLength(1)
    await standIn.stop()
  })
})
