import { loadSchemas } from '@aks-copilot/kubernetes'
import { expect, it } from 'vitest'
import { fixManifests } from '../fix-manifests.ts'
import { RULES } from '../inspect/rules.generated.ts'
import { SOURCE_PROFILES, TARGET_PROFILES } from '../profiles/built-in.generated.ts'
import { readBundle } from '../source/bundle.ts'
import { serverKey, type ServerVerdict } from './server-verdicts.ts'

const POD_AND_CLAIM = `apiVersion: v1
kind: Pod
metadata:
  name: data
spec:
  containers:
    - name: web
      image: quay.io/shop/web:1.8.2
      imagePullPolicy: Never
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
spec:
  storageClassName: local-path
  accessModes: [ReadWriteOnce]
  resources: { requests: { storage: 1Gi } }
`

it('takes the verdict on an object for that object alone, whatever else has its name', async () => {
  const [source, target] = [SOURCE_PROFILES['k3s'], TARGET_PROFILES['aks-standard']]
  if (source === undefined || target === undefined) throw new Error('no profiles')
  const bundle = readBundle([{ path: 'data.yaml', text: POD_AND_CLAIM, origin: 'file' }])
  const verdict = (kind: string, accepted: boolean): [string, ServerVerdict] => [
    serverKey({ file: 'data.yaml', kind, namespace: undefined, name: 'data' }),
    { accepted, detail: `${kind}: ${accepted}` },
  ]
  const serverVerdicts = new Map([verdict('Pod', false), verdict('PersistentVolumeClaim', true)])
  const options = {
    runId: 'test',
    source,
    target,
    schemas: await loadSchemas(target.kubernetes),
    rules: RULES,
    allow: [],
    written: true,
    serverVerdicts,
  }
  const { report } = fixManifests(bundle, { ...options, fixOnly: ['k3s-local-path', 'k3s-pull-never'] })
  const outcomes = Object.fromEntries(
    report.violations.map(({ ruleId, fix }) => [ruleId, [fix.status, fix.certificate?.gates.at(-1)?.detail]]),
  )
  expect(outcomes).toMatchObject({
    'k3s-pull-never': ['refused', 'Pod: false'],
    'k3s-local-path': ['applied', 'PersistentVolumeClaim: true'],
  })
})
