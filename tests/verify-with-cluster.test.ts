import { execFileSync, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkReportSchema } from '@aks-copilot/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from './run-cli.ts'
import { KUBECONFIG } from './server-dry-run.ts'
import { CLAIM, temporaryFolder } from './temporary-folder.ts'

const namespace = `aks-copilot-test-${randomUUID().slice(0, 8)}`

/** The namespace takes small containers only: what the fix asks for is too much. */
const LIMITS = JSON.stringify({
  apiVersion: 'v1',
  kind: 'LimitRange',
  metadata: { name: 'small', namespace },
  spec: { limits: [{ type: 'Container', max: { cpu: '50m', memory: '64Mi' } }] },
})

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: import
  namespace: ${namespace}
spec:
  containers:
    - name: import
      image: registry.k8s.io/import:1.0
`

const flags = ['--verify-with-cluster', '--kube-version', '1.34', '--only', 'k3s-local-path,aks-resource-requests']

async function fixed(text: string, more: readonly string[] = []) {
  const cwd = temporaryFolder({ 'a.yaml': text })
  const environment: Record<string, string> = KUBECONFIG === undefined ? {} : { KUBECONFIG }
  const { status, stdout, stderr } = await runCli(['fix', '--write', '--format', 'json', ...flags, ...more], { cwd, environment })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return { violations: checkReportSchema.parse(JSON.parse(stdout)).violations, after: readFileSync(join(cwd, 'a.yaml'), 'utf8') }
}

describe.skipIf(KUBECONFIG === undefined)('fix --verify-with-cluster', { timeout: 120_000 }, () => {
  beforeAll(() => {
    execFileSync('kubectl', ['create', 'namespace', namespace])
    execFileSync('kubectl', ['wait', '--for=create', 'serviceaccount/default', `--namespace=${namespace}`, '--timeout=30s'])
    execFileSync('kubectl', ['create', '--filename=-'], { input: LIMITS })
  })
  afterAll(() => void spawnSync('kubectl', ['delete', 'namespace', namespace, '--wait=false']))

  it('gate 9 passes where the API server accepts the result', async () => {
    const { violations, after } = await fixed(CLAIM.replace('name: data', `name: data\n  namespace: ${namespace}`))
    expect(after).toContain('managed-csi')
    expect(violations[0]?.fix).toMatchObject({ status: 'applied' })
    expect(violations[0]?.fix.certificate?.gates.at(-1)).toMatchObject({
      gate: 'server-dry-run',
      pass: true,
      detail: expect.stringContaining('accepts PersistentVolumeClaim'),
    })
    expect(spawnSync('kubectl', ['get', 'pvc', `--namespace=${namespace}`, '--output=name'], { encoding: 'utf8' }).stdout).toBe('')
  })

  it('a fix that the API server refuses is not applied, and the report says what it said; the others are', async () => {
    const { violations, after } = await fixed(`${CLAIM}---\n${POD}`)
    expect(after).toBe(`${CLAIM.replace('local-path', 'managed-csi')}---\n${POD}`)
    const refused = violations.find(({ ruleId }) => ruleId === 'aks-resource-requests')
    expect(refused?.fix).toMatchObject({ status: 'refused', reason: expect.stringMatching(/refuses Pod .*import.*50m/s) })
    expect(refused?.fix.certificate?.gates.at(-1)).toMatchObject({ gate: 'server-dry-run', pass: false })
  })

  it('an object in a namespace that the same manifests make is tried elsewhere', async () => {
    const { violations } = await fixed(
      `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: not-there-yet\n---\n${CLAIM.replace('name: data', 'name: data\n  namespace: not-there-yet')}`,
    )
    expect(violations[0]?.fix.certificate?.gates.at(-1)).toMatchObject({
      pass: true,
      detail: expect.stringContaining('not-there-yet does not exist yet'),
    })
  })

  it('--kubeconfig and --context choose the cluster', async () => {
    const { violations } = await fixed(CLAIM, ['--kubeconfig', KUBECONFIG ?? ''])
    expect(violations[0]?.fix.certificate?.gates).toHaveLength(9)
    const cwd = temporaryFolder({ 'a.yaml': CLAIM })
    const wrong = await runCli(['fix', ...flags, '--kubeconfig', KUBECONFIG ?? '', '--context', 'nowhere'], { cwd })
    expect({ status: wrong.status, stderr: wrong.stderr }).toMatchInlineSnapshot(`
      {
        "status": 2,
        "stderr": "error CLUSTER_DENIED The cluster can't be asked: context "nowhere" does not exist
        Check --context, --kubeconfig and your rights; \`aks-copilot doctor\` shows what is reachable.
      ",
      }
    `)
  })

  it('doctor sees the cluster', async () => {
    const { stdout } = await runCli(['doctor', '--kubeconfig', KUBECONFIG ?? ''])
    expect(stdout).toMatch(/✔ dry-run +Kubernetes v1\.\d+\.\d+\S* answers/)
    expect(stdout).toMatch(/✔ cluster +\S+ at https:\S+, Kubernetes v1\./)
    expect(stdout).toMatch(/✔ rights +all \d+ kinds may be read in all namespaces/)
  })
})

describe('fix --verify-with-cluster without a cluster', { timeout: 60_000 }, () => {
  const UNREACHABLE = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'gone',
    clusters: [{ name: 'gone', cluster: { server: 'https://127.0.0.1:1' } }],
    users: [{ name: 'me', user: { token: 'mine' } }],
    contexts: [{ name: 'gone', context: { cluster: 'gone', user: 'me' } }],
  })

  it.skipIf(spawnSync('kubectl', ['version', '--client']).status !== 0)('one that does not answer: exit 3, nothing written', async () => {
    const cwd = temporaryFolder({ 'a.yaml': CLAIM, 'gone.json': UNREACHABLE })
    const { status, stdout, stderr } = await runCli(['fix', 'a.yaml', '--write', ...flags, '--kubeconfig', 'gone.json'], { cwd })
    expect({ status, stdout, code: /CLUSTER_UNREACHABLE/.test(stderr) }).toEqual({ status: 3, stdout: '', code: true })
    expect(readFileSync(join(cwd, 'a.yaml'), 'utf8')).toBe(CLAIM)
  })

  it.skipIf(spawnSync('kubectl', ['version', '--client']).status !== 0)(
    'a context that does not exist: exit 2, and no verdict is claimed',
    async () => {
      const cwd = temporaryFolder({ 'a.yaml': CLAIM, 'gone.json': UNREACHABLE })
      const { status, stderr } = await runCli(['fix', 'a.yaml', ...flags, '--kubeconfig', 'gone.json', '--context', 'other'], { cwd })
      expect({ status, stderr }).toMatchInlineSnapshot(`
      {
        "status": 2,
        "stderr": "error CLUSTER_DENIED The cluster can't be asked: context "other" does not exist
        Check --context, --kubeconfig and your rights; \`aks-copilot doctor\` shows what is reachable.
      ",
      }
    `)
    },
  )

  it('no kubectl: exit 2, nothing written', async () => {
    const cwd = temporaryFolder({ 'a.yaml': CLAIM })
    const { status, stdout, stderr } = await runCli(['fix', '--write', ...flags], { cwd, environment: { PATH: '/nowhere' } })
    expect({ status, stdout, code: /KUBECTL_MISSING/.test(stderr) }).toEqual({ status: 2, stdout: '', code: true })
    expect(readFileSync(join(cwd, 'a.yaml'), 'utf8')).toBe(CLAIM)
  })
})
