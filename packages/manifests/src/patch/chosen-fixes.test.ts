import { loadSchemas } from '@aks-copilot/kubernetes'
import { expect, it } from 'vitest'
import { fixManifests, type FixOptions } from '../fix-manifests.ts'
import { RULES } from '../inspect/rules.generated.ts'
import { SOURCE_PROFILES, TARGET_PROFILES } from '../profiles/built-in.generated.ts'
import { formatPatch } from '../report/patch-file.ts'
import { readBundle } from '../source/bundle.ts'

const claim = (name: string): string => `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: ${name}
spec:
  storageClassName: local-path
  accessModes: [ReadWriteOnce]
  resources: { requests: { storage: 1Gi } }
`
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: one
          image: quay.io/shop/web:1.8.2
          imagePullPolicy: Never
        - name: two
          image: quay.io/shop/side:1.0.0
          imagePullPolicy: Never
`

async function fixed(text: string, choose: NonNullable<FixOptions['choose']>) {
  const [source, target] = [SOURCE_PROFILES['k3s'], TARGET_PROFILES['aks-standard']]
  if (source === undefined || target === undefined) throw new Error('no profiles')
  const bundle = readBundle([{ path: 'shop.yaml', text, origin: 'file' }])
  const schemas = await loadSchemas(target.kubernetes)
  return fixManifests(bundle, { runId: 'test', source, target, schemas, rules: RULES, allow: [], written: false, choose })
}

it('leaves out the fix of one object, and mends the other of the same rule', async () => {
  const text = `${claim('keep')}---\n${claim('mend')}`
  const { report, files } = await fixed(text, ({ object }) => (object.name === 'keep' ? false : undefined))
  expect(files[0]?.after).toBe(`${claim('keep')}---\n${claim('mend').replace('local-path', 'managed-csi')}`)
  const [keep, mend] = report.violations.filter(({ ruleId }) => ruleId === 'k3s-local-path')
  expect(keep?.fix).toMatchObject({ status: 'none', reason: 'left out, as chosen' })
  expect(keep?.fix.certificate).toBeUndefined()
  expect(mend?.fix.status).toBe('proposed')
  expect(mend?.fix.certificate?.gates.every(({ pass }) => pass)).toBe(true)
  expect(formatPatch(report)).not.toContain('"keep"')
})

it('tells two places of one object apart', async () => {
  const { files } = await fixed(DEPLOYMENT, ({ ruleId, path }) => ruleId === 'k3s-pull-never' && path.includes('/containers/1/'))
  expect(files[0]?.after).toBe(
    DEPLOYMENT.replace('1.0.0\n          imagePullPolicy: Never', '1.0.0\n          imagePullPolicy: IfNotPresent'),
  )
})

it('applies an optional fix that is chosen, with its certificate, and says that it is allowed', async () => {
  const { report: before } = await fixed(DEPLOYMENT, () => false)
  const optional = before.violations.filter(({ fix }) => fix.kind === 'opt' && fix.operations.length > 0)
  expect(optional.length).toBeGreaterThan(0)
  const wanted = optional[0]?.ruleId
  const { report, files } = await fixed(DEPLOYMENT, ({ ruleId }) => ruleId === wanted)
  const applied = report.violations.filter(({ ruleId }) => ruleId === wanted)
  expect(files).toHaveLength(1)
  expect(applied.map(({ fix }) => [fix.allowed, fix.certificate?.gates.every(({ pass }) => pass)])).toEqual(applied.map(() => [true, true]))
})
