import { type KubernetesObject, loadSchemas } from '@aks-copilot/kubernetes'
import { describe, expect, it } from 'vitest'
import { readBundle } from '../source/bundle.ts'
import { deploymentConfigToDeployment } from './deployment-config-to-deployment.ts'

const schemas = await loadSchemas('1.35')

function convert(spec: Record<string, unknown>, ...others: unknown[]) {
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web' }] } }
  const config = {
    apiVersion: 'apps.openshift.io/v1',
    kind: 'DeploymentConfig',
    metadata: { name: 'web' },
    spec: { selector: { app: 'web' }, template, ...spec },
  }
  const bundle = readBundle([
    { path: 'x.yaml', origin: 'file', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [config, ...others] }) },
  ])
  return deploymentConfigToDeployment(bundle.of('DeploymentConfig')[0] as KubernetesObject, { bundle, schemas })
}

function imageChange(from: Record<string, unknown>) {
  return { triggers: [{ type: 'ImageChange', imageChangeParams: { containerNames: ['web'], from } }] }
}

function imageIn(result: ReturnType<typeof convert>): unknown {
  if (!result.ok) throw new Error(result.judge)
  return result.changes
    .flatMap((change) => (change.does === 'edit' ? change.intents : []))
    .find((intent) => intent.at.key === 'image' && 'value' in intent)
}

describe('deploymentConfigToDeployment', () => {
  it.each([
    ['a hook', { strategy: { type: 'Rolling', rollingParams: { post: { execNewPod: {} } } } }, /`post` hook/],
    ['a custom strategy', { strategy: { type: 'Custom', customParams: {} } }, /custom strategy/],
    ['a test deployment', { test: true }, /test: true/],
    ['a selector that the template does not meet', { selector: { app: 'other' } }, /selector agree/],
    ['no pod template', { template: undefined }, /no pod template/],
  ])('leaves %s to a person', (_, spec, message) => {
    const result = convert(spec)
    expect(result.ok ? '' : result.judge).toMatch(message)
  })

  it('does not make a second Deployment of the same name', () => {
    const result = convert({}, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: {} })
    expect(result.ok ? '' : result.judge).toMatch(/which one stays/)
  })

  it('takes a selector on the label that OpenShift injects, and gives the pods the label', () => {
    const result = convert({ selector: { deploymentconfig: 'web' } })
    expect(result.ok && result.changes[0]).toMatchObject({
      intents: expect.arrayContaining([expect.objectContaining({ value: 'web' })]) as unknown,
    })
  })

  it('accounts for every field of the spec and of the strategy', () => {
    const strategy = {
      type: 'Rolling',
      activeDeadlineSeconds: 600,
      resources: {},
      rollingParams: { intervalSeconds: 1, updatePeriodSeconds: 1, timeoutSeconds: 600, maxSurge: 1, updatePercent: -10 },
    }
    const result = convert({ strategy, replicas: 1, test: false, triggers: [{ type: 'ConfigChange' }], unknownField: 1 })
    const outcomes = Object.fromEntries((result.ok ? result.ledger : []).map((entry) => [entry.path, entry.outcome]))
    expect(outcomes).toMatchObject({
      '/spec/replicas': 'mapped',
      '/spec/selector': 'mapped',
      '/spec/test': 'dropped',
      '/spec/triggers/0': 'dropped',
      '/spec/unknownField': 'lost',
      '/spec/template': 'mapped',
      '/spec/strategy/activeDeadlineSeconds': 'dropped',
      '/spec/strategy/rollingParams/maxSurge': 'mapped',
      '/spec/strategy/rollingParams/timeoutSeconds': 'lost',
      '/spec/strategy/rollingParams/updatePercent': 'lost',
    })
  })

  it('takes out what Kubernetes never knew in the pod template', () => {
    const template = {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          {
            name: 'web',
            image: 'quay.io/shop/web:1',
            capabilities: {},
            livenessProbe: { exec: { command: ['true'] }, 'successThreshold:': 1 },
          },
        ],
      },
    }
    const result = convert({ template })
    expect(result.ok && result.ledger.filter((entry) => /no such field/.test(entry.reason)).map((entry) => entry.path)).toEqual([
      '/spec/template/spec/containers/0/capabilities',
      '/spec/template/spec/containers/0/livenessProbe/successThreshold:',
    ])
  })

  it.each([
    [
      'from another tag of the stream',
      [
        { name: 'latest', from: { kind: 'ImageStreamTag', name: 'web:2' } },
        { name: '2', from: { kind: 'DockerImage', name: 'quay.io/shop/web:2' } },
      ],
      'quay.io/shop/web:2',
    ],
    ['never from a circle', [{ name: 'latest', from: { kind: 'ImageStreamTag', name: 'latest' } }], 'image-stream.invalid/web:latest'],
    [
      'never from another stream',
      [{ name: 'latest', from: { kind: 'ImageStreamTag', name: 'base:2' } }],
      'image-stream.invalid/web:latest',
    ],
  ])('takes an image %s', (_, tags, image) => {
    const stream = { apiVersion: 'v1', kind: 'ImageStream', metadata: { name: 'web' }, spec: { tags } }
    expect(imageIn(convert(imageChange({ kind: 'ImageStreamTag', name: 'web:latest' }), stream))).toMatchObject({ value: image })
  })

  it('does not take the stream of another namespace', () => {
    const stream = {
      apiVersion: 'v1',
      kind: 'ImageStream',
      metadata: { name: 'web' },
      spec: { tags: [{ name: '1', from: { kind: 'DockerImage', name: 'quay.io/shop/web:1' } }] },
    }
    expect(imageIn(convert(imageChange({ kind: 'ImageStreamTag', name: 'web:1', namespace: 'openshift' }), stream))).toMatchObject({
      value: 'image-stream.invalid/openshift/web:1',
    })
  })
})
