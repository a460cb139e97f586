import { KubernetesObject } from '@aks-copilot/kubernetes'
import { describe, expect, it } from 'vitest'
import { helmCommand, helmSteps } from './helm-command.ts'

function chart(spec: Readonly<Record<string, unknown>>, namespace = 'kube-system'): KubernetesObject {
  return new KubernetesObject({ apiVersion: 'helm.cattle.io/v1', kind: 'HelmChart', metadata: { name: 'app', namespace }, spec })
}

describe('helmCommand', () => {
  it('installs into the target namespace, else into that of the HelmChart', () => {
    expect(helmCommand(chart({ chart: 'oci://example.com/app', targetNamespace: 'web' }), [])).toBe(
      'helm upgrade --install app oci://example.com/app --namespace web --create-namespace',
    )
    expect(helmCommand(chart({ chart: 'app', repo: 'https://example.com', version: '1.2.3' }), [])).toBe(
      'helm upgrade --install app app --repo https://example.com --version 1.2.3 --namespace kube-system',
    )
  })

  it('keeps the type of a setting, escapes commas as k3s does, and quotes for the shell', () => {
    const spec = { chart: 'app', set: { b: 'a,b', a: 1, c: 'true', d: "it's" } }
    expect(helmCommand(chart(spec), [])).toBe(
      String.raw`helm upgrade --install app app --namespace kube-system --set a=1 --set-string 'b=a\,b' --set c=true --set-string 'd=it'\''s'`,
    )
  })
})

describe('helmSteps', () => {
  it('names the files to write; the values of the HelmChartConfig come last and win', () => {
    const config = new KubernetesObject({
      apiVersion: 'helm.cattle.io/v1',
      kind: 'HelmChartConfig',
      metadata: { name: 'app', namespace: 'kube-system' },
      spec: { valuesContent: 'a: 2' },
    })
    expect(helmSteps(chart({ chart: 'app', valuesContent: 'a: 1', authSecret: { name: 'login' } }), config)).toBe(
      'save spec.valuesContent of the HelmChart as `app-values.yaml`, save spec.valuesContent of the HelmChartConfig as `app-config-values.yaml`, provide what spec.authSecret gives, ' +
        'run `helm upgrade --install app app --namespace kube-system --values app-values.yaml --values app-config-values.yaml`',
    )
  })
})
