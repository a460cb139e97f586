import { KubernetesObject, type KubernetesVersion, listApis, loadSchemas } from '@aks-copilot/kubernetes'
import { applyPatch } from 'rfc6902'
import { describe, expect, it } from 'vitest'
import type { Intent, Proposal } from '../../inspect/rule.ts'
import { resolveOperations } from '../../think/resolve-operations.ts'
import { findJudgement, findMigration, proposeMigration } from './propose-migration.ts'
import { SAMPLES } from './samples.ts'

const OLD = listApis()
  .filter(({ deprecated, removed }) => deprecated !== undefined || removed !== undefined)
  .map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)
/** Stable versions that come later than the newest target. */
const VERSION: KubernetesVersion = '1.36'

async function migrate(value: Record<string, unknown>): Promise<{ proposal: Proposal; after: unknown; problems: readonly unknown[] }> {
  const schemas = await loadSchemas(VERSION)
  const object = new KubernetesObject(value)
  const proposal = proposeMigration(object, schemas)
  const after = structuredClone(value)
  if (proposal.kind !== 'judge') {
    const failure = applyPatch(after, structuredClone(resolveOperations(value, proposal.changes as Intent[]))).find((one) => one !== null)
    if (failure !== undefined) throw failure
  }
  return { proposal, after, problems: schemas.validate(after) }
}

describe('every API that is deprecated or removed', () => {
  it.each(OLD)('%s has a migration, or a reason why a person must decide', (api) => {
    const [apiVersion = '', kind = ''] = api.split(' ')
    const migration = findMigration(apiVersion, kind)
    const judged = findJudgement(apiVersion, kind)
    expect([migration, judged].filter((one) => one !== undefined)).toHaveLength(1)
  })

  const migrated = OLD.filter((api) => findMigration(...(api.split(' ') as [string, string])) !== undefined)

  it.each(migrated)('%s becomes a valid object of Kubernetes 1.36', async (api) => {
    const [apiVersion = '', kind = ''] = api.split(' ')
    const sample = SAMPLES[api] ?? SAMPLES[kind]
    expect(sample, `no sample of ${api}`).toBeDefined()
    const { proposal, after, problems } = await migrate({ apiVersion, kind, metadata: { name: 'sample' }, ...sample })
    expect(proposal).not.toMatchObject({ kind: 'judge' })
    expect(problems).toEqual([])
    expect(after).toMatchObject({ apiVersion: findMigration(apiVersion, kind)?.to, kind })
  })
})

describe('what changes its meaning', () => {
  const UNDECIDED: readonly (readonly [string, Record<string, unknown>])[] = [
    [
      'an empty selector of a PodDisruptionBudget',
      { apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', spec: { minAvailable: 1, selector: {} } },
    ],
    [
      'a webhook that does not speak of side effects',
      { apiVersion: 'admissionregistration.k8s.io/v1beta1', kind: 'ValidatingWebhookConfiguration', webhooks: [{ name: 'a.example.com' }] },
    ],
    [
      'a definition without schema',
      {
        apiVersion: 'apiextensions.k8s.io/v1beta1',
        kind: 'CustomResourceDefinition',
        spec: { group: 'example.com', version: 'v1', names: { kind: 'Shop', plural: 'shops' } },
      },
    ],
    [
      'a signing request without signer',
      { apiVersion: 'certificates.k8s.io/v1beta1', kind: 'CertificateSigningRequest', spec: { request: '', usages: ['client auth'] } },
    ],
    ['a workload without labels', { apiVersion: 'apps/v1beta1', kind: 'Deployment', spec: { template: { spec: { containers: [] } } } }],
    [
      'a share of 0',
      {
        apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta3',
        kind: 'PriorityLevelConfiguration',
        spec: { type: 'Limited', limited: { nominalConcurrencyShares: 0 } },
      },
    ],
    ['a backend without port', { apiVersion: 'extensions/v1beta1', kind: 'Ingress', spec: { backend: { serviceName: 'web' } } }],
    [
      'a metric without target',
      {
        apiVersion: 'autoscaling/v2beta1',
        kind: 'HorizontalPodAutoscaler',
        spec: { metrics: [{ type: 'Resource', resource: { name: 'cpu' } }] },
      },
    ],
    [
      'a binding of the first alpha',
      { apiVersion: 'admissionregistration.k8s.io/v1alpha1', kind: 'ValidatingAdmissionPolicyBinding', spec: { policyName: 'a' } },
    ],
  ]

  it.each(UNDECIDED)('%s is left to a person', async (_, value) => {
    const { proposal } = await migrate(value)
    expect(proposal.kind).toBe('judge')
    expect(proposal.description).toMatch(/^[A-Z].*\.$/)
  })

  it('leaves metrics alone that have the form of v2 already', async () => {
    const metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }]
    const { after } = await migrate({ apiVersion: 'autoscaling/v2beta1', kind: 'HorizontalPodAutoscaler', spec: { metrics } })
    expect(after).toEqual({ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', spec: { metrics } })
  })

  it('keeps the defaults of old webhooks, and the update strategy of old DaemonSets', async () => {
    const webhook = { name: 'a.example.com', sideEffects: 'None', clientConfig: { url: 'https://a.example.com' } }
    const hooks = await migrate({
      apiVersion: 'admissionregistration.k8s.io/v1beta1',
      kind: 'MutatingWebhookConfiguration',
      webhooks: [webhook],
    })
    expect(hooks.after).toMatchObject({
      webhooks: [{ failurePolicy: 'Ignore', matchPolicy: 'Exact', timeoutSeconds: 30, admissionReviewVersions: ['v1beta1'] }],
    })
    const daemons = await migrate({
      apiVersion: 'extensions/v1beta1',
      kind: 'DaemonSet',
      spec: { templateGeneration: 2, template: { metadata: { labels: { app: 'a' } } } },
    })
    expect(daemons.after).toMatchObject({ spec: { updateStrategy: { type: 'OnDelete' }, selector: { matchLabels: { app: 'a' } } } })
    expect(daemons.after).not.toHaveProperty('spec.templateGeneration')
  })

  it('moves a definition with one schema for all into its versions', async () => {
    const openAPIV3Schema = { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } } }
    const columns = [{ name: 'Size', type: 'integer', JSONPath: '.spec.size' }]
    const { after } = await migrate({
      apiVersion: 'apiextensions.k8s.io/v1beta1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'shops.example.com' },
      spec: {
        group: 'example.com',
        version: 'v1',
        names: { kind: 'Shop', plural: 'shops' },
        preserveUnknownFields: false,
        validation: { openAPIV3Schema },
        subresources: { status: {} },
        additionalPrinterColumns: columns,
      },
    })
    expect(after).toMatchObject({
      spec: {
        scope: 'Namespaced',
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema },
            subresources: { status: {} },
            additionalPrinterColumns: [{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }],
          },
        ],
      },
    })
  })
})
