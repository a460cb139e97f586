import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { CopilotError, deployReportSchema } from '@aks-copilot/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../apps/cli/src/run-program.ts'
import { accountKubeconfig, createAccount, kubectl } from './account-kubeconfig.ts'
import { runCli } from './run-cli.ts'
import { KUBECONFIG } from './server-dry-run.ts'

const MAIN = fileURLToPath(new URL('../apps/cli/src/main.ts', import.meta.url))
const AUDIT_LOG = process.env['AKS_COPILOT_AUDIT_LOG']
const NAMESPACE = `deploy-${randomBytes(4).toString('hex')}`
const SECRET = `hunter-${randomBytes(8).toString('hex')}`
const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-deploy-'))

const KINDS = 'serviceaccounts,configmaps,persistentvolumeclaims,services,deployments.apps,statefulsets.apps,jobs.batch'

/** A kubeconfig of a ServiceAccount that may read the namespace, and use these verbs on what is deployed here. */
function kubeconfigOf(account: string, verbs: string): string {
  const subject = createAccount(account, NAMESPACE)
  kubectl(['create', 'role', account, `--verb=${verbs}`, `--resource=${KINDS}`, '-n', NAMESPACE])
  kubectl(['create', 'rolebinding', account, `--role=${account}`, subject, '-n', NAMESPACE])
  kubectl(['create', 'rolebinding', `${account}-view`, '--clusterrole=view', subject, '-n', NAMESPACE])
  return accountKubeconfig(account, NAMESPACE, folder)
}

interface Wish {
  readonly image?: string
  readonly replicas?: number
  readonly more?: object
}

function deployment(name: string, { image = 'busybox:1.36', replicas = 1, more = {} }: Wish = {}): object {
  const container = {
    name: 'app',
    image,
    imagePullPolicy: 'IfNotPresent',
    command: ['sleep', '3600'],
    resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '32Mi' } },
    ...more,
  }
  const template = { metadata: { labels: { app: name } }, spec: { terminationGracePeriodSeconds: 0, containers: [container] } }
  const spec = { replicas, selector: { matchLabels: { app: name } }, template }
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec }
}

function configMap(name: string, data: Readonly<Record<string, string>>): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data }
}

const listOf = (...items: readonly object[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items })

let deployer = ''

/** Runs deploy as the ServiceAccount with the few rights that it needs; the report of its JSON beside what it said. */
async function deploy(manifests: string, ...flags: readonly string[]) {
  const args = ['deploy', '-', '-n', NAMESPACE, '--fail-on', 'never', '--format', 'json', '--kubeconfig', deployer, ...flags]
  const result = await runCli(args, { stdin: manifests, environment: { AKS_COPILOT_DEPLOY_SETTLE: '3s' } })
  const isReport = result.stdout.startsWith('{')
  return { ...result, report: isReport ? deployReportSchema.parse(JSON.parse(result.stdout)) : undefined }
}

const live = (kind: string, name: string, path: string): string =>
  kubectl(['get', kind, name, '-n', NAMESPACE, '--ignore-not-found', '-o', `jsonpath=${path}`])

const IMAGE = '{.spec.template.spec.containers[0].image}'

describe.skipIf(KUBECONFIG === undefined)('deploy on a real cluster', { timeout: 240_000 }, () => {
  beforeAll(() => {
    kubectl(['create', 'namespace', NAMESPACE])
    deployer = kubeconfigOf('deployer', 'get,list,watch,create,patch,delete')
  }, 60_000)

  afterAll(() => {
    kubectl(['delete', 'namespace', NAMESPACE, '--wait=false'])
    for (const kind of ['validatingadmissionpolicybinding', 'validatingadmissionpolicy'])
      kubectl(['delete', kind, NAMESPACE, '--ignore-not-found'])
    rmSync(folder, { recursive: true, force: true })
  })

  it('creates in order, becomes healthy, and finds nothing to change the second time', async () => {
    const manifests = listOf(deployment('good'), configMap('good', { greeting: 'hello' }))
    const first = await deploy(manifests, '--yes')
    expect(first.status, first.stderr).toBe(0)
    expect(first.report?.objects.map(({ object, action, result }) => [object.kind, action, result])).toEqual([
      ['ConfigMap', 'create', 'applied'],
      ['Deployment', 'create', 'applied'],
    ])
    const generation = live('deployment', 'good', '{.metadata.generation}')
    const second = await deploy(manifests)
    expect(second.status, second.stderr).toBe(0)
    expect(second.report?.objects.map(({ action }) => action)).toEqual(['none', 'none'])
    expect(second.report?.text).toContain('Nothing to change')
    expect(live('deployment', 'good', '{.metadata.generation}')).toBe(generation)
  })

  it('writes nothing without consent, and shows what would change without the values', async () => {
    const env = { env: [{ name: 'DB_PASSWORD', value: SECRET }] }
    await deploy(listOf(deployment('shown'), configMap('shown', { greeting: `old-${SECRET}` })), '--yes')
    const manifests = listOf(deployment('shown', { more: env }), configMap('shown', { greeting: SECRET }))
    const asked = await deploy(manifests)
    expect([asked.status, asked.stdout]).toEqual([2, ''])
    expect(asked.stderr).toContain('--yes')
    const shown = await deploy(manifests, '--dry-run', '--verbose')
    expect(shown.status).toBe(0)
    expect(shown.report?.objects.map(({ action }) => action)).toEqual(['change', 'change'])
    expect(shown.report?.objects[0]?.diff.map(({ path }) => path)).toEqual(['/data/greeting'])
    expect(`${asked.stderr}${shown.stdout}`).not.toContain(SECRET)
    expect(live('configmap', 'shown', '{.data.greeting}')).toBe(`old-${SECRET}`)
  })

  it('ends early where an image does not exist, names it, and goes back to what was live', async () => {
    await deploy(listOf(deployment('back'), configMap('back', { a: '1', b: '2' })), '--yes')
    const bad = listOf(
      deployment('back', { image: 'registry.invalid/app:2', more: { env: [{ name: 'A', value: 'b' }] } }),
      configMap('back', { a: '3' }),
      configMap('back-new', { c: 'd' }),
    )
    const { status, report, stderr } = await deploy(bad, '--yes', '--rollback-on-failure', '--timeout', '3m')
    expect(status, stderr).toBe(1)
    expect(report?.outcome).toBe('failed')
    expect(report?.incidents.map(({ cause }) => cause.detector)).toContain('image-pull-failed')
    expect(report?.objects.map(({ object, result }) => [object.name, result])).toEqual([
      ['back', 'restored'],
      ['back-new', 'removed'],
      ['back', 'restored'],
    ])
    expect(live('deployment', 'back', IMAGE)).toBe('busybox:1.36')
    expect(live('deployment', 'back', '{.spec.template.spec.containers[0].env}')).toBe('')
    expect(JSON.parse(live('configmap', 'back', '{.data}'))).toEqual({ a: '1', b: '2' })
    expect(live('configmap', 'back-new', '{.metadata.name}')).toBe('')
  })

  it('shows who set a field to another value, and takes it only by name', async () => {
    kubectl(
      ['apply', '-n', NAMESPACE, '--server-side', '--field-manager=somebody', '-f', '-'],
      listOf(configMap('taken', { key: 'theirs' })),
    )
    const wish = listOf(configMap('taken', { key: 'ours' }))
    const refused = await deploy(wish, '--yes')
    expect(refused.status).toBe(2)
    expect(refused.report?.refusals[0]?.conflicts).toEqual([{ manager: 'somebody', field: '.data.key' }])
    expect((await deploy(wish, '--yes', '--force-conflicts', 'somebody-else')).status).toBe(2)
    expect(live('configmap', 'taken', '{.data.key}')).toBe('theirs')
    const taken = await deploy(wish, '--yes', '--force-conflicts', 'somebody')
    expect(taken.status, taken.stderr).toBe(0)
    expect(taken.report?.objects[0]?.takes).toEqual([{ manager: 'somebody', field: '.data.key' }])
    expect(live('configmap', 'taken', '{.data.key}')).toBe('ours')
  })

  it('refuses what is not its to write, all of it, before anything is asked of the cluster', async () => {
    const rest = { metadata: { name: 'x' } }
    const { status, report } = await deploy(
      listOf(
        { apiVersion: 'v1', kind: 'Secret', ...rest },
        { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', ...rest },
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'kube-system' } },
        { apiVersion: 'serving.knative.dev/v1', kind: 'Service', ...rest },
        configMap('fine', {}),
      ),
      '--yes',
    )
    expect(status).toBe(2)
    expect(report?.refusals.map(({ object }) => object.kind)).toEqual(['Secret', 'ClusterRole', 'ConfigMap', 'Service'])
    expect(live('configmap', 'fine', '{.metadata.name}')).toBe('')
  })

  it('names the rights that are missing, and the policy that denies', async () => {
    const few = kubeconfigOf('few', 'get,list,watch')
    const { status, report } = await deploy(listOf(configMap('few', {}), deployment('few')), '--yes', '--kubeconfig', few)
    expect(status).toBe(2)
    expect(report?.refusals[0]?.why).toMatch(/create configmaps.*patch configmaps.*create deployments\.apps/)
    const metadata = { name: NAMESPACE }
    const group = 'admissionregistration.k8s.io/v1'
    const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] }
    const validations = [{ expression: "!has(object.data) || !('forbidden' in object.data)", message: 'no such key here' }]
    const binding = { policyName: NAMESPACE, validationActions: ['Deny'] }
    const matchResources = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': NAMESPACE } } }
    const policy = { matchConstraints: { resourceRules: [rule] }, validations }
    kubectl(
      ['apply', '-f', '-'],
      listOf(
        { apiVersion: group, kind: 'ValidatingAdmissionPolicy', metadata, spec: policy },
        { apiVersion: group, kind: 'ValidatingAdmissionPolicyBinding', metadata, spec: { ...binding, matchResources } },
      ),
    )
    await expect
      .poll(async () => (await deploy(listOf(configMap('denied', { forbidden: 'x' })), '--dry-run')).report?.refusals[0]?.why, {
        timeout: 30_000,
        interval: 1000,
      })
      .toContain('no such key here')
  })

  it('repeats no value where a template cannot change', async () => {
    const env = [{ name: 'DB_PASSWORD', value: SECRET }]
    const job = (image: string): string => {
      const pod = { restartPolicy: 'Never', containers: [{ name: 'once', image, imagePullPolicy: 'IfNotPresent', command: ['true'], env }] }
      return listOf({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'once' }, spec: { template: { spec: pod } } })
    }
    const first = await deploy(job('busybox:1.36'), '--yes')
    expect(first.report?.objects[0]?.health, first.stderr).toEqual({ state: 'healthy', text: 'complete' })
    const second = await deploy(job('busybox:1.35'), '--yes')
    expect(second.status).toBe(2)
    expect(second.report?.refusals[0]?.why).toMatch(/spec\.template: .*field is immutable/)
    expect(`${first.stdout}${first.stderr}${second.stdout}${second.stderr}`).not.toContain(SECRET)
  })

  it('ends early where a quota does not let pods be made, and says so', async () => {
    const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'small' }, spec: { hard: { 'limits.memory': '1Gi' } } }
    kubectl(['apply', '-n', NAMESPACE, '-f', '-'], JSON.stringify(quota))
    const more = { resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '4Gi' } } }
    const { status, report, stderr } = await deploy(listOf(deployment('greedy', { more })), '--yes', '--timeout', '2m')
    kubectl(['delete', 'resourcequota', 'small', '-n', NAMESPACE])
    expect(status, stderr).toBe(1)
    expect(report?.outcome).toBe('failed')
    expect(report?.text).toContain('ResourceQuota `small` is exceeded')
  })

  it('gives up at the deadline, and tells what is missing', async () => {
    const more = { readinessProbe: { exec: { command: ['false'] }, periodSeconds: 1 } }
    const { status, report, stderr } = await deploy(listOf(deployment('slow', { more })), '--yes', '--timeout', '8s')
    expect(status, stderr).toBe(1)
    expect(report?.outcome).toBe('timed-out')
    expect(report?.objects[0]?.health).toEqual({ state: 'progressing', text: '0 of 1 replicas are available' })
    expect(live('deployment', 'slow', '{.metadata.name}')).toBe('slow')
  })

  it('says what was applied after Ctrl-C, and goes on with the next run', async () => {
    const manifests = listOf(deployment('stopped', { more: { readinessProbe: { exec: { command: ['true'] }, initialDelaySeconds: 5 } } }))
    const control = new AbortController()
    let text = ''
    const stdout = new Writable({
      write(chunk: Buffer, _, done) {
        text += chunk.toString()
        done()
      },
    })
    const stderr = new Writable({ write: (_, __, done) => done() })
    const { PATH = '', HOME = '' } = process.env
    const args = ['deploy', '-', '-n', NAMESPACE, '--fail-on', 'never', '--format', 'json', '--yes', '--kubeconfig', deployer]
    const reason = new CopilotError({ code: 'INTERRUPTED', category: 'critical', message: 'Stopped.', remedy: 'Again.' })
    const stdin = Readable.from([Buffer.from(manifests)])
    const running = runProgram(args, '0', { stdout, stderr, stdin, environment: { PATH, HOME }, signal: control.signal })
    await expect.poll(() => live('deployment', 'stopped', '{.metadata.name}'), { timeout: 60_000 }).toBe('stopped')
    control.abort(reason)
    expect(await running).toBe(4)
    expect(deployReportSchema.parse(JSON.parse(text))).toMatchObject({ outcome: 'stopped', objects: [{ result: 'applied' }] })
    const again = await deploy(manifests)
    expect(again.status, again.stderr).toBe(0)
    expect(again.report?.objects[0]?.action).toBe('none')
  })

  it('goes on where it was killed', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `killed-${String(index).padStart(2, '0')}`)
    const manifests = join(folder, 'killed.json')
    writeFileSync(manifests, listOf(...names.map((name) => configMap(name, { a: 'b' }))))
    const args = [MAIN, 'deploy', manifests, '-n', NAMESPACE, '--fail-on', 'never', '--yes', '--kubeconfig', deployer]
    const running = spawn(process.execPath, args, { stdio: 'ignore' })
    const ended = new Promise((resolve) => running.once('exit', (_, signal) => resolve(signal)))
    // Every object that is there is whole, wherever it was killed.
    await expect.poll(() => live('configmap', 'killed-00', '{.metadata.name}'), { timeout: 60_000, interval: 20 }).toBe('killed-00')
    running.kill('SIGKILL')
    expect(await ended).toBe('SIGKILL')
    const again = await deploy(readFileSync(manifests, 'utf8'), '--yes')
    expect(again.status, again.stderr).toBe(0)
    expect(again.report?.objects[0]?.action).toBe('none')
    const data = kubectl(['get', 'configmap', ...names, '-n', NAMESPACE, '-o', 'jsonpath={.items[*].data.a}'])
    expect(data).toBe(names.map(() => 'b').join(' '))
  })

  it.skipIf(AUDIT_LOG === undefined || !existsSync(AUDIT_LOG))(
    'wrote the kinds of the policy to the one namespace, and nothing else',
    () => {
      interface Entry {
        readonly verb: string
        readonly requestURI: string
        readonly objectRef?: { readonly resource: string; readonly namespace?: string }
      }
      const entries = readFileSync(AUDIT_LOG ?? '', 'utf8')
        .split('\n')
        .filter((line) => line.includes(`system:serviceaccount:${NAMESPACE}:deployer"`))
        .map((line) => JSON.parse(line) as Entry)
      const writes = entries.filter(
        ({ verb, objectRef }) => !['get', 'list', 'watch'].includes(verb) && objectRef?.resource.startsWith('selfsubject') !== true,
      )
      expect(writes.length).toBeGreaterThan(10)
      for (const { verb, requestURI, objectRef } of writes) {
        expect([verb, objectRef?.namespace], requestURI).toEqual([expect.stringMatching(/^(patch|delete)$/), NAMESPACE])
        expect(['configmaps', 'deployments', 'jobs'], requestURI).toContain(objectRef?.resource)
      }
      const secrets = entries.filter(({ objectRef }) => objectRef?.resource === 'secrets')
      expect(secrets.every(({ verb }) => verb === 'list' || verb === 'watch')).toBe(true)
    },
  )
})
