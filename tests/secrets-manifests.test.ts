import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from './run-cli.ts'
import { IN_ENVIRONMENT } from './secrets/planted-cluster.ts'
import { leaksIn, type Planted } from './secrets/planted.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'aks-copilot-secrets-manifests-'))
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

const IN_MANIFESTS = {
  Secret: 'Vq3kTz81mWpLr0xS',
  argument: 'Dt5qWk72eOzXg6fA',
  'env value': 'Gw1zFx58jKpUe7tD',
  'env URL': 'Yk8oLd16hNsQb2rV',
  'probe header': 'Pb0vGy64kMhRx8uQ',
  'key of a route': 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC',
} as const satisfies Planted

const MANIFESTS = `apiVersion: v1
kind: Secret
metadata: {name: login, namespace: shop}
stringData: {password: ${IN_MANIFESTS.Secret}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: nginx
          args: ["--api-key=${IN_MANIFESTS.argument}"]
          env:
            - {name: DB_PASSWORD, value: ${IN_MANIFESTS['env value']}}
            - {name: DB_URL, value: "postgres://shop:${IN_MANIFESTS['env URL']}@db/shop"}
          livenessProbe:
            httpGet: {path: /, port: 80, httpHeaders: [{name: Authorization, value: Bearer ${IN_MANIFESTS['probe header']}}]}
---
apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: web, namespace: shop}
spec:
  to: {kind: Service, name: web}
  tls: {termination: edge, key: "${IN_MANIFESTS['key of a route']}"}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data, namespace: shop}
spec: {storageClassName: local-path, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`
const VARIABLES = {
  AKS_COPILOT_GITHUB_TOKEN: IN_ENVIRONMENT.GITHUB_TOKEN,
  AKS_COPILOT_SLACK_TOKEN: IN_ENVIRONMENT.AKS_COPILOT_SLACK_TOKEN,
  AKS_COPILOT_REPAIR_KEY: IN_ENVIRONMENT.AKS_COPILOT_REPAIR_KEY,
  AKS_COPILOT_MODEL_KEY: IN_ENVIRONMENT.AKS_COPILOT_MODEL_KEY,
  AKS_COPILOT_SERVER_TOKEN: IN_ENVIRONMENT.AKS_COPILOT_SERVER_TOKEN,
  AKS_COPILOT_BLOB_SAS: `sig=${IN_ENVIRONMENT.AKS_COPILOT_SEARCH_KEY}`,
  AKS_COPILOT_SEARCH_KEY: IN_ENVIRONMENT.AKS_COPILOT_SEARCH_KEY,
}

beforeAll(() => {
  writeFileSync(join(FOLDER, 'app.yaml'), MANIFESTS)
  const url = `https://shop:${IN_MANIFESTS['env URL']}@models.example/v1`
  writeFileSync(join(FOLDER, 'aks-copilot.yaml'), `model:\n  provider: openai-compatible\n  endpoint: "${url}"\n`)
})

/** Reports for people show the lines of a finding, and what stands beside it in the file of the user: whoever reads the one reads the other. */
describe('secrets in manifests', () => {
  it.each(['json', 'sarif', 'github', 'junit'])('are in no report for programs (%s)', async (format) => {
    const { status, stdout, stderr } = await runCli(['check', 'app.yaml', '--format', format, '--verbose'], {
      cwd: FOLDER,
      environment: VARIABLES,
    })
    expect(status).toBe(1)
    expect(stdout).toContain('app.yaml')
    expect(leaksIn(stdout + stderr, format, { ...IN_MANIFESTS, ...IN_ENVIRONMENT })).toEqual([])
  })

  it('are in no patch', async () => {
    await runCli(['fix', 'app.yaml', '--patch', 'patch.json'], { cwd: FOLDER, environment: VARIABLES })
    const patch = readFileSync(join(FOLDER, 'patch.json'), 'utf8')
    expect(patch).toContain('storageClassName')
    expect(leaksIn(patch, 'patch', IN_MANIFESTS)).toEqual([])
  })

  it('of the configuration and the environment are not shown by doctor', async () => {
    const { status, stdout, stderr } = await runCli(['doctor', '--config', 'aks-copilot.yaml'], { cwd: FOLDER, environment: VARIABLES })
    expect(status).toBe(0)
    expect(stdout).toContain('models.example')
    expect(leaksIn(stdout + stderr, 'doctor --config', { ...IN_MANIFESTS, ...IN_ENVIRONMENT })).toEqual([])
  })
})
