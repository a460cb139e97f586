import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Diagnosis } from '@aks-copilot/contracts'
import { load } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { accountKubeconfig, createAccount, kubectl } from './account-kubeconfig.ts'
import { runCli } from './run-cli.ts'
import { KUBECONFIG } from './server-dry-run.ts'

const AUDIT_LOG = process.env['AKS_COPILOT_AUDIT_LOG']
const NAMESPACE = `rights-${randomBytes(4).toString('hex')}`
const SECRET = `do-not-read-${randomBytes(8).toString('hex')}`
const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-rights-'))

/** A kubeconfig of a ServiceAccount that has these cluster roles in the namespace, or in the whole cluster. */
function kubeconfigOf(account: string, role: string, everywhere: boolean): string {
  const subject = createAccount(account, NAMESPACE)
  if (everywhere) kubectl(['create', 'clusterrolebinding', `${NAMESPACE}-${account}`, `--clusterrole=${role}`, subject])
  else kubectl(['create', 'rolebinding', account, `--clusterrole=${role}`, subject, '-n', NAMESPACE])
  return accountKubeconfig(account, NAMESPACE, folder)
}

const MANIFESTS = `
apiVersion: v1
kind: Secret
metadata: { name: login, namespace: ${NAMESPACE} }
stringData: { password: ${SECRET} }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: ${NAMESPACE} }
data: { greeting: ${SECRET} }
---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: ${NAMESPACE} }
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: web
      image: busybox:1.36
      imagePullPolicy: IfNotPresent
      command: [sh, -c, 'echo password=$DB_PASSWORD; sleep 3600']
      env: [{ name: DB_PASSWORD, value: ${SECRET} }]
---
apiVersion: v1
kind: Pod
metadata: { name: broken, namespace: ${NAMESPACE} }
spec: { containers: [{ name: app, image: 'registry.invalid/app:1', imagePullPolicy: IfNotPresent }] }
`

interface AuditEntry {
  readonly verb: string
  readonly requestURI: string
  readonly user: { readonly username: string }
  readonly objectRef?: { readonly resource: string; readonly subresource?: string }
}

/** What the API server says that an account did. */
function audited(account: string): AuditEntry[] {
  return readFileSync(AUDIT_LOG ?? '', 'utf8')
    .split('\n')
    .filter((line) => line.includes(`system:serviceaccount:${NAMESPACE}:${account}"`))
    .map((line) => JSON.parse(line) as AuditEntry)
}

describe.skipIf(KUBECONFIG === undefined)('diagnose on a real cluster, with few rights', () => {
  beforeAll(async () => {
    kubectl(['create', 'namespace', NAMESPACE])
    kubectl(['apply', '-f', '-'], MANIFESTS)
    kubectl(['wait', '-n', NAMESPACE, 'pod/web', '--for=condition=Ready', '--timeout=60s'])
    kubectl(['wait', '-n', NAMESPACE, 'pod/broken', '--for=jsonpath={.status.containerStatuses[0].state.waiting.reason}', '--timeout=60s'])
  }, 150_000)

  afterAll(() => {
    kubectl(['delete', 'namespace', NAMESPACE, '--wait=false'])
    for (const account of ['everywhere', 'chart'])
      kubectl(['delete', 'clusterrolebinding', `${NAMESPACE}-${account}`, '--ignore-not-found'])
    kubectl(['delete', 'clusterrole', NAMESPACE, '--ignore-not-found'])
    rmSync(folder, { recursive: true, force: true })
  })

  it('sees its own namespace, and says what it cannot see', async () => {
    const kubeconfig = kubeconfigOf('here', 'view', false)
    // A pull that fails at first may still be mended by a retry: the finding takes its time.
    const report = await vi.waitFor(
      async () => {
        const { status, stdout } = await runCli(['diagnose', '--format', 'json', '--kubeconfig', kubeconfig])
        expect(status).toBe(1)
        return JSON.parse(stdout) as Diagnosis
      },
      { timeout: 120_000, interval: 5000 },
    )
    expect(report.incidents.map(({ cause }) => [cause.detector, cause.object.name])).toEqual([['image-pull-failed', 'broken']])
    const unseen = report.skipped.map(({ what }) => what.split(' ')[0])
    expect(unseen).toEqual(expect.arrayContaining(['Node', 'Secret']))
    expect(report.skipped.every(({ why }) => why !== '')).toBe(true)
  }, 150_000)

  it('says what is wrong when it may read nothing', async () => {
    kubectl(['create', 'role', 'nothing', '--verb=get', '--resource=pods', '--resource-name=x', '-n', NAMESPACE])
    kubectl(['create', 'serviceaccount', 'stranger', '-n', NAMESPACE])
    const token = kubectl(['create', 'token', 'stranger', '-n', NAMESPACE]).trim()
    const config = readFileSync(join(folder, 'here.yaml'), 'utf8').replace(/"token":"[^"]+"/, `"token":"${token}"`)
    writeFileSync(join(folder, 'stranger.yaml'), config)
    const { status, stderr } = await runCli(['diagnose', '--kubeconfig', join(folder, 'stranger.yaml')])
    expect(status).toBe(2)
    expect(stderr).toContain('CLUSTER_DENIED')
  }, 60_000)

  it('doctor asks for the rights in the namespaces that are meant, and calls it no fault where Secrets alone are left out', async () => {
    const kubeconfig = kubeconfigOf('doctor', 'view', false)
    const narrow = await runCli(['doctor', '--kubeconfig', kubeconfig], { environment: { AKS_COPILOT_CLUSTER_NAMESPACES: NAMESPACE } })
    expect(narrow.stdout).toMatch(new RegExp(`✖ rights +\\d+ of \\d+ kinds may be read, some of them only in ${NAMESPACE}\\n`))
    expect(narrow.stdout).toContain('list, watch nodes')
    expect(narrow.stdout).not.toMatch(/list, watch pods|resources: \[.*\bpods\b/)

    const { namespaced, cluster } = load(readFileSync('deploy/helm/aks-copilot/files/rights.yaml', 'utf8')) as Record<string, unknown[]>
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: NAMESPACE },
      rules: [...(namespaced ?? []), ...(cluster ?? [])],
    }
    kubectl(['create', '-f', '-'], JSON.stringify(role))
    const { stdout } = await runCli(['doctor', '--kubeconfig', kubeconfigOf('chart', NAMESPACE, true)])
    expect(stdout).toMatch(/– rights +\d+ of \d+ kinds may be read in all namespaces\n +Not the names of Secrets: /)
    expect(stdout).toMatch(/rules:\n {2}- apiGroups: \[""\]\n {4}resources: \[secrets\]\n {4}verbs: \[list, watch\]\n$/)
  }, 60_000)

  it('only reads, lists with a limit, and keeps every value of a Secret out of a recording', async () => {
    const kubeconfig = kubeconfigOf('everywhere', 'cluster-admin', true)
    const file = join(folder, 'recording.json')
    const recorded = await runCli(['record', file, '--keep-names', '-n', NAMESPACE, '--kubeconfig', kubeconfig])
    expect(recorded.status, recorded.stderr).toBe(0)
    const { stdout } = await runCli(['diagnose', '--format', 'json', '--kubeconfig', kubeconfig])
    const text = readFileSync(file, 'utf8')
    expect(text).toContain('login')
    for (const said of [text, stdout]) {
      expect(said).not.toContain(SECRET)
      expect(said).not.toContain(Buffer.from(SECRET).toString('base64'))
    }
    if (AUDIT_LOG === undefined || !existsSync(AUDIT_LOG)) return
    const entries = audited('everywhere')
    expect(entries.length).toBeGreaterThan(30)
    for (const { verb, requestURI, objectRef } of entries) {
      const what = `${verb} ${requestURI}`
      if (verb === 'create') expect(objectRef?.resource, what).toMatch(/^selfsubject(access|rules)reviews$/)
      else if (verb === 'patch') expect(requestURI, what).toContain('dryRun=All')
      else expect(verb, what).toMatch(/^(get|list|watch)$/)
      if (verb === 'list') expect(requestURI, what).toMatch(/[?&]limit=\d+/)
      if (objectRef?.resource === 'secrets') expect(verb, what).toMatch(/^(list|watch)$/)
    }
  }, 90_000)
})
