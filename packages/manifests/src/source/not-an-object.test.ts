import { expect, it } from 'vitest'
import { notAnObject } from './not-an-object.ts'
import { readYaml } from './yaml.ts'

const why = (text: string, file = 'x.yaml'): string | undefined => {
  const read = readYaml(text)
  return notAnObject(read.ok ? read.value : undefined, file)
}

it.each([
  ['apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization', 'Kustomize file'],
  ['resources: [a.yaml]', 'Kustomize file'],
  ['- {op: replace, path: /spec/replicas, value: 2}', 'JSON Patch'],
  ['apiVersion: v2\nname: shop\nversion: 1.0.0', 'Chart.yaml'],
  ['apiVersion: skaffold/v4beta6\nkind: Config', 'Skaffold'],
  ['services: {web: {image: nginx}}', 'Docker Compose'],
  ['on: push\njobs: {build: {runs-on: x, steps: []}}', 'CI workflow'],
  ['stages: [build]\nbuild: {script: [make]}', 'CI pipeline'],
  ['- hosts: all\n  tasks: []', 'Ansible playbook'],
  ['- name: copy\n  ansible.builtin.copy: {src: a}', 'Ansible tasks'],
  ['apiVersion: v1\nkind: Config\nclusters: []', 'kubeconfig'],
  ['apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster', 'kind cluster'],
  ['apiVersion: k3d.io/v1alpha5\nkind: Simple', 'k3d cluster'],
  ['apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration', 'Kubernetes component'],
  ['apiVersion: backstage.io/v1alpha1\nkind: Component', 'Backstage'],
  ['openapi: 3.0.0\npaths: {}', 'OpenAPI'],
  ['$schema: https://json-schema.org/draft/2020-12/schema', 'JSON Schema'],
  ['kind: Deployment\nmetadata: {name: a}', 'has kind `Deployment` and no apiVersion'],
  ['apiVersion: apps/v1\nmetadata: {name: a}', 'has apiVersion `apps/v1` and no kind'],
  ['apiVersion: v1\nkind: ConfigMap\nmetadata: {annotations: {config.kubernetes.io/local-config: "true"}}', 'local-config'],
  ['just words', 'plain text'],
  ['{}', 'empty map'],
  ['a: 1', 'no apiVersion and kind'],
])('%j', (text, expected) => {
  expect(why(text)).toContain(expected)
})

it.each([
  ['chart/values-prod.yaml', 'Helm values'],
  ['values.yaml', 'Helm values'],
  ['compose.yml', 'Docker Compose'],
  ['a\\package.json', 'package manager'],
  ['tsconfig.base.json', 'TypeScript'],
])('%s is known by its name', (file, expected) => {
  expect(why('a: 1', file)).toContain(expected)
})

it.each([
  'apiVersion: v1\nkind: Pod',
  'apiVersion: argoproj.io/v1alpha1\nkind: Application',
  'apiVersion: config.openshift.io/v1\nkind: OAuth',
  'apiVersion: apiextensions.crossplane.io/v1\nkind: Composition',
  'apiVersion: cluster.x-k8s.io/v1beta1\nkind: Cluster',
  'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization',
  'apiVersion: config.gatekeeper.sh/v1alpha1\nkind: Config',
])('%j is an object', (text) => {
  expect(why(text, 'values.yaml')).toBeUndefined()
})
