import { expect, it } from 'vitest'
import { TARGET_PROFILES } from '../profiles/built-in.generated.ts'
import { formatResources } from './resources.ts'
import { CLAIM, HOSTILE, sampleReport } from './test-support/sample-report.ts'

async function resources(texts: Record<string, string>): Promise<string> {
  const { report, bundle } = await sampleReport(texts, 'fix')
  const target = TARGET_PROFILES['aks-standard']
  if (target === undefined) throw new Error('no target')
  return formatResources(bundle, target, report)
}

const MANIFESTS = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: shop }
spec:
  replicas: 3
  serviceName: db
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db, azure.workload.identity/use: "true" } }
    spec:
      serviceAccountName: db
      nodeSelector: { kubernetes.io/arch: arm64, tier: fast }
      tolerations: [{ key: team, operator: Equal, value: data, effect: NoSchedule }]
      containers:
        - name: db
          image: postgres:17.2
          resources: { requests: { cpu: "1", memory: 2Gi }, limits: { nvidia.com/gpu: 1 } }
        - { name: exporter, image: shopregistry.azurecr.io/exporter:1.0, resources: { requests: { cpu: 100m, memory: 64Mi } } }
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], storageClassName: managed-csi-premium, resources: { requests: { storage: 100Gi } } }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop }
spec:
  ingressClassName: webapprouting.kubernetes.azure.com
  tls: [{ hosts: [shop.example], secretName: shop-tls }]
  rules: [{ host: shop.example, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] } }]
---
apiVersion: secrets-store.csi.x-k8s.io/v1
kind: SecretProviderClass
metadata: { name: vault, namespace: shop }
spec: { provider: azure, parameters: { keyvaultName: shopvault } }
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: db, namespace: shop }
`

it.each([
  'az acr import --name $REGISTRY --source docker.io/library/postgres:17.2 --image postgres:17.2',
  'az aks update --resource-group $RESOURCE_GROUP --name $CLUSTER --attach-acr shopregistry',
  'Class `managed-csi-premium`: 3 × Azure managed disk, Premium SSD, 300 GiB together',
  '`shop.example`: Ingress shop/web, `all.yaml:',
  'kubectl create secret tls shop-tls --namespace shop --cert=tls.crt --key=tls.key',
  '--subject system:serviceaccount:shop:db --audience api://AzureADTokenExchange',
  'az keyvault create --resource-group $RESOURCE_GROUP --location $LOCATION --name shopvault',
  '--name arm64 --node-count 1 --node-vm-size $ARM64_SIZE',
  '--labels tier=fast',
  '--node-taints team=data:NoSchedule',
  '--node-vm-size $GPU_SIZE',
  'az aks approuting enable --resource-group $RESOURCE_GROUP --name $CLUSTER',
  'az aks update --resource-group $RESOURCE_GROUP --name $CLUSTER --enable-keda',
  '**3.3 CPU** and **6.2 GiB**',
  '**Estimate, not a promise:** 2 nodes',
])('resources.md has: %s', async (line) => {
  expect(await resources({ 'all.yaml': MANIFESTS })).toContain(line)
})

it('names the class that the fixed manifests ask for', async () => {
  expect(await resources({ 'data.yaml': CLAIM })).toContain('Class `managed-csi`: 1 × Azure managed disk, Standard SSD, 20 GiB together')
})

it('quotes what comes from manifests, for Markdown and for the shell', async () => {
  const ingress = `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: web }\nspec: { tls: [{ secretName: "$(rm -rf ~)'\\n\`x" }] }\n`
  const text = await resources({ ...HOSTILE, 'ingress.yaml': ingress })
  expect(text).toContain(String.raw`kubectl create secret tls '$(rm -rf ~)'\''` + "`x' --cert")
  expect(text).not.toContain('<script>')
})
