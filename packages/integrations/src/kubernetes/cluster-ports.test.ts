import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ApiServer, connectCluster } from '@aks-copilot/cluster'
import type { PatchOperation } from '@aks-copilot/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClusterReader } from './cluster-reader.ts'
import { createDryRunner } from './dry-runner.ts'

const kubeconfig = process.env['KUBECONFIG']
const namespace = `cluster-ports-${process.pid}`
const kubectl = (...args: readonly string[]): string => execFileSync('kubectl', args, { encoding: 'utf8' })
const WEB = { kind: 'Deployment', namespace, name: 'web' }
const IMAGE = '/spec/template/spec/containers/0/image'

describe.skipIf(kubeconfig === undefined)('a real cluster', () => {
  let api: ApiServer
  beforeAll(() => {
    api = connectCluster({ environment: process.env })
    kubectl('create', 'namespace', namespace)
    kubectl('create', 'deployment', 'web', '--image=busybox:1.36', '--replicas=0', '-n', namespace)
  })
  afterAll(async () => {
    kubectl('delete', 'namespace', namespace, '--wait=false')
    await api.close()
  })

  it('is read in its namespaces alone', async () => {
    const { objects } = await createClusterReader(api).read([namespace])
    expect(objects.find(({ kind, name }) => kind === 'Deployment' && name === 'web')?.at(...IMAGE.slice(1).split('/').map(step)).text).toBe(
      'busybox:1.36',
    )
    expect(new Set(objects.flatMap((object) => object.namespace ?? []))).toEqual(new Set([namespace]))
  })

  it.each<[string, string, PatchOperation[], RegExp]>([
    [
      'accepted',
      'web',
      [
        { op: 'test', path: IMAGE, value: 'busybox:1.36' },
        { op: 'replace', path: IMAGE, value: 'busybox:1.35' },
      ],
      /would take it/,
    ],
    ['refused', 'web', [{ op: 'replace', path: '/spec/selector/matchLabels/app', value: 'other' }], /immutable|selector/],
    ['refused', 'web', [{ op: 'replace', path: '/spec/replicas', value: 'many' }], /./],
    ['refused', 'web', [{ op: 'test', path: IMAGE, value: 'busybox:1.0' }], /./],
    ['refused', 'wbe', [{ op: 'replace', path: '/spec/replicas', value: 1 }], /not found/],
  ])('%s: %s %s', async (verdict, name, operations, detail) => {
    const result = await createDryRunner(api).dryRun({ ...WEB, name }, operations)
    expect([result.verdict, result.detail]).toEqual([verdict, expect.stringMatching(detail)])
  })

  it('stores nothing of what it takes', async () => {
    await createDryRunner(api).dryRun(WEB, [{ op: 'replace', path: '/spec/replicas', value: 3 }])
    expect(kubectl('get', 'deployment', 'web', '-n', namespace, '-o', 'jsonpath={.spec.replicas}')).toBe('0')
  })

  it('is not asked about a kind that nobody knows', async () => {
    const { verdict, detail } = await createDryRunner(api).dryRun({ kind: 'Wish', namespace, name: 'x' }, [])
    expect([verdict, detail]).toEqual(['not-tried', 'not tried: where a Wish lies is not known'])
  })
})

it('where no server answers, nothing was tried', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-silent-'))
  const path = join(folder, 'kubeconfig')
  const cluster = { name: 'silent', cluster: { server: 'http://127.0.0.1:1' } }
  const context = { name: 'silent', context: { cluster: 'silent', user: 'nobody' } }
  const users = [{ name: 'nobody', user: { token: 'planted-token' } }]
  writeFileSync(path, JSON.stringify({ clusters: [cluster], contexts: [context], users, 'current-context': 'silent' }))
  const silent = connectCluster({ kubeconfig: path, environment: {} })
  try {
    const { verdict, detail } = await createDryRunner(silent).dryRun(WEB, [{ op: 'replace', path: '/spec/replicas', value: 3 }])
    expect([verdict, detail]).toEqual(['not-tried', expect.stringMatching(/^not tried: /)])
    expect(detail).not.toContain('planted')
  } finally {
    await silent.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

function step(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text
}
