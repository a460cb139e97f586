import { describe } from 'vitest'
import type { SourceOfManifests } from '../ports.ts'
import { type Case, DEPLOYMENT, image, isInstalled, reversedContainers, SERVICE, tableOf, WEB } from './test-support/trace-table.ts'

const PLAIN: Readonly<Record<string, Case>> = {
  'an image, with its comment': {
    files: { 'app/web.yaml': DEPLOYMENT },
    operations: image('shop/web:1.4'),
    expect: ['app/web.yaml:16:          image: shop/web:1.4 # the release'],
  },
  'a container that stands elsewhere in the cluster': {
    files: { 'app/web.yaml': DEPLOYMENT },
    live: (object) => reversedContainers(object),
    operations: image('shop/web:1.4', 0),
    expect: ['app/web.yaml:16:          image: shop/web:1.4 # the release'],
  },
  'a selector in a file of several documents': {
    files: { 'app/all.yaml': `${DEPLOYMENT}---\n${SERVICE}` },
    object: { apiVersion: 'v1', kind: 'Service', name: 'web' },
    operations: [{ op: 'replace', path: '/spec/selector/app', value: 'web' }],
    expect: ['app/all.yaml:26:    app: web'],
  },
  'a new variable': {
    files: { 'app/web.yaml': DEPLOYMENT },
    operations: [{ op: 'add', path: '/spec/template/spec/containers/1/env/1', value: { name: 'SIZE', value: 'l' } }],
    expect: ['app/web.yaml:19:            - name: SIZE', 'app/web.yaml:20:              value: l'],
  },
  'a field that nothing sets yet': {
    files: { 'app/web.yaml': DEPLOYMENT },
    operations: [{ op: 'add', path: '/spec/template/spec/containers/1/resources', value: { limits: { memory: '64Mi' } } }],
    expect: ['app/web.yaml:20:          resources:', 'app/web.yaml:21:            limits:', 'app/web.yaml:22:              memory: 64Mi'],
  },
  'line endings of Windows': {
    files: { 'app/web.yaml': DEPLOYMENT.replaceAll('\n', '\r\n') },
    operations: image('shop/web:1.4'),
    expect: ['app/web.yaml:16:          image: shop/web:1.4 # the release\r'],
  },
  JSON: {
    files: {
      'app/service.json':
        '{\n  "apiVersion": "v1",\n  "kind": "Service",\n  "metadata": {"name": "web"},\n  "spec": {"selector": {"app": "wbe"}}\n}\n',
    },
    object: { apiVersion: 'v1', kind: 'Service', name: 'web' },
    operations: [{ op: 'replace', path: '/spec/selector/app', value: 'web' }],
    expect: ['app/service.json:5:  "spec": {"selector": {"app": "web"}}'],
  },
  'a folder below, without recurse': {
    files: { 'app/deep/web.yaml': DEPLOYMENT, 'app/other.yaml': SERVICE },
    operations: image('shop/web:1.4'),
    expect: /is not rendered from Git/,
  },
  'what Git says already': {
    files: { 'app/web.yaml': DEPLOYMENT },
    operations: image('shop/web:1.5'),
    expect: /Git says so already/,
  },
  'an anchor that another container shares': {
    files: {
      'app/web.yaml': DEPLOYMENT.replace('image: busybox:1.36', 'image: &same shop/web:1.5').replace(
        'image: shop/web:1.5 #',
        'image: *same #',
      ),
    },
    operations: image('shop/web:1.4', 0),
    expect: /Deployment web \/spec\/template\/spec\/containers\/0\/image/,
  },
  'a file that cannot be read': {
    files: { 'app/web.yaml': DEPLOYMENT, 'app/broken.yaml': 'a: [' },
    operations: image('shop/web:1.4'),
    expect: /could not be rendered: app\/broken.yaml/,
  },
  'two documents of the same object': {
    files: { 'app/a.yaml': DEPLOYMENT, 'app/b.yaml': DEPLOYMENT },
    operations: image('shop/web:1.4'),
    expect: /is rendered twice/,
  },
}

const BASE = { 'base/web.yaml': DEPLOYMENT, 'base/kustomization.yaml': 'resources: [web.yaml]\n' }
const OVERLAY: Partial<SourceOfManifests> = { kind: 'kustomize', path: 'overlays/prod' }

const KUSTOMIZE: Readonly<Record<string, Case>> = {
  'an image that the overlay sets': {
    source: OVERLAY,
    files: {
      ...BASE,
      'overlays/prod/kustomization.yaml': 'resources: [../../base]\nimages:\n  - name: shop/web\n    newTag: "2.0" # ours\n',
    },
    operations: image('shop/web:1.9'),
    expect: ['overlays/prod/kustomization.yaml:4:    newTag: "1.9" # ours'],
  },
  'an image of the base': {
    source: OVERLAY,
    files: { ...BASE, 'overlays/prod/kustomization.yaml': 'resources: [../../base]\nnamespace: shop\n' },
    operations: image('shop/web:1.4'),
    expect: ['base/web.yaml:16:          image: shop/web:1.4 # the release'],
  },
  'a prefix': {
    source: OVERLAY,
    files: { ...BASE, 'overlays/prod/kustomization.yaml': 'resources: [../../base]\nnamePrefix: prod-\n' },
    object: { ...WEB, name: 'prod-web' },
    operations: image('shop/web:1.4'),
    expect: ['base/web.yaml:16:          image: shop/web:1.4 # the release'],
  },
  replicas: {
    source: OVERLAY,
    files: { ...BASE, 'overlays/prod/kustomization.yaml': 'resources: [../../base]\nreplicas:\n  - {name: web, count: 5}\n' },
    operations: [{ op: 'replace', path: '/spec/replicas', value: 2 }],
    expect: ['overlays/prod/kustomization.yaml:3:  - {name: web, count: 2}'],
  },
  'a patch in a file': {
    source: OVERLAY,
    files: {
      ...BASE,
      'overlays/prod/kustomization.yaml': 'resources: [../../base]\npatches:\n  - path: web-patch.yaml\n',
      'overlays/prod/web-patch.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          image: shop/web:3.0\n',
    },
    // Kustomize puts what a patch names first.
    operations: image('shop/web:2.9', 0),
    expect: ['overlays/prod/web-patch.yaml:9:          image: shop/web:2.9'],
  },
  'a patch in the kustomization itself': {
    source: OVERLAY,
    files: {
      ...BASE,
      'overlays/prod/kustomization.yaml':
        'resources: [../../base]\npatches:\n  - target: {kind: Deployment, name: web}\n    patch: |-\n      - op: replace\n        path: /spec/template/spec/containers/1/image\n        value: shop/web:3.0\n',
    },
    operations: image('shop/web:2.9'),
    expect: ['overlays/prod/kustomization.yaml:7:        value: shop/web:2.9'],
  },
  'generated configuration': {
    source: OVERLAY,
    files: {
      ...BASE,
      'overlays/prod/kustomization.yaml':
        'resources: [../../base]\nconfigMapGenerator:\n  - name: web\n    options: {disableNameSuffixHash: true}\n    literals:\n      - COLOR=blue\n      - SIZE=s\n',
    },
    object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'web' },
    operations: [{ op: 'replace', path: '/data/SIZE', value: 'l' }],
    expect: ['overlays/prod/kustomization.yaml:7:      - SIZE=l'],
  },
  'a base that would be fetched': {
    source: OVERLAY,
    files: { ...BASE, 'overlays/prod/kustomization.yaml': 'resources: [../../base, "https://example.com/x?ref=main"]\n' },
    operations: image('shop/web:1.4'),
    expect: /nothing is fetched/,
  },
}

const CHART = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'chart/templates/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          args: ["--port", "8080"]
          resources: {{- toYaml .Values.resources | nindent 12 }}
`,
  'chart/values.yaml': 'replicas: 1\nimage:\n  repository: shop/web\n  tag: "1.5" # released\nresources:\n  limits: {memory: 64Mi}\n',
}
const HELM: Partial<SourceOfManifests> = { kind: 'helm', path: 'chart', helm: { valueFiles: ['values-prod.yaml'], parameters: [] } }

const CHARTS: Readonly<Record<string, Case>> = {
  'a tag that a value file sets': {
    source: HELM,
    files: { ...CHART, 'chart/values-prod.yaml': 'image: {tag: "1.7"} # prod\n' },
    operations: image('shop/web:1.6', 0),
    expect: ['chart/values-prod.yaml:1:image: {tag: "1.6"} # prod'],
  },
  'a tag of the chart': {
    source: { ...HELM, helm: { valueFiles: [], parameters: [] } },
    files: CHART,
    operations: image('shop/web:1.4', 0),
    expect: ['chart/values.yaml:4:  tag: "1.4" # released'],
  },
  'a part of the values that was put in whole': {
    source: { ...HELM, helm: { valueFiles: [], parameters: [] } },
    files: CHART,
    operations: [{ op: 'replace', path: '/spec/template/spec/containers/0/resources/limits/memory', value: '128Mi' }],
    expect: ['chart/values.yaml:6:  limits: {memory: 128Mi}'],
  },
  'a number': {
    source: { ...HELM, helm: { valueFiles: [], parameters: [] } },
    files: CHART,
    operations: [{ op: 'replace', path: '/spec/replicas', value: 3 }],
    expect: ['chart/values.yaml:1:replicas: 3'],
  },
  'a literal of the template': {
    source: { ...HELM, helm: { valueFiles: [], parameters: [] } },
    files: CHART,
    operations: [{ op: 'replace', path: '/spec/template/spec/containers/0/args/1', value: '9090' }],
    expect: ['chart/templates/web.yaml:14:          args: ["--port", "9090"]'],
  },
  'a value that the Application sets': {
    source: { ...HELM, helm: { valueFiles: [], values: 'image: {tag: "9"}', parameters: [] } },
    files: CHART,
    operations: image('shop/web:1.4', 0),
    expect: /the Application itself may/,
  },
  'a value file that is not there': {
    source: HELM,
    files: CHART,
    operations: image('shop/web:1.4', 0),
    expect: /values-prod.yaml is not in the repository/,
  },
}

describe('plain YAML', () => {
  tableOf(PLAIN)
})
describe.skipIf(!isInstalled('kubectl', 'version', '--client'))('Kustomize', () => {
  tableOf(KUSTOMIZE)
})
describe.skipIf(!isInstalled('helm', 'version'))('Helm', () => {
  tableOf(CHARTS)
})
