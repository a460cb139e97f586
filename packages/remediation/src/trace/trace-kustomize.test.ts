import { describe } from 'vitest'
import type { SourceOfManifests } from '../ports.ts'
import { type Case, DEPLOYMENT, image, isInstalled, SERVICE, tableOf, WEB } from './test-support/trace-table.ts'

const BASE = { 'base/web.yaml': DEPLOYMENT, 'base/kustomization.yaml': 'resources: [web.yaml]\n' }
const OVERLAY: Partial<SourceOfManifests> = { kind: 'kustomize', path: 'overlays/prod' }
const OPERATIONS = '- op: replace\n  path: /spec/template/spec/containers/1/image\n  value: shop/web:3.0 # ours\n'

function overlay(content: string, files: Readonly<Record<string, string>> = {}): Pick<Case, 'source' | 'files'> {
  return { source: OVERLAY, files: { ...BASE, 'overlays/prod/kustomization.yaml': `resources: [../../base]\n${content}`, ...files } }
}

const GENERATED = overlay('configMapGenerator:\n  - name: web\n    envs: [web.env]\n    files: [app.properties]\n', {
  'base/web.yaml': DEPLOYMENT.replace('          ports:', '          envFrom: [{configMapRef: {name: web}}]\n          ports:'),
  'overlays/prod/web.env': '# colours\nCOLOR=blue\nSIZE=s\n',
  'overlays/prod/app.properties': 'a=1\n',
})

const CASES: Readonly<Record<string, Case>> = {
  'operations in a file': {
    ...overlay('patches:\n  - {path: image.yaml, target: {kind: Deployment}}\n', { 'overlays/prod/image.yaml': OPERATIONS }),
    operations: image('shop/web:2.9'),
    expect: ['overlays/prod/image.yaml:3:  value: shop/web:2.9 # ours'],
  },
  'operations of the older kind': {
    ...overlay('patchesJson6902:\n  - target: {group: apps, version: v1, kind: Deployment, name: web}\n    path: image.yaml\n', {
      'overlays/prod/image.yaml': OPERATIONS,
    }),
    operations: image('shop/web:2.9'),
    expect: ['overlays/prod/image.yaml:3:  value: shop/web:2.9 # ours'],
  },
  'a value that an operation appends': {
    ...overlay(
      'patches:\n  - target: {kind: Deployment}\n    patch: |-\n      - op: add\n        path: /spec/template/spec/containers/1/env/-\n        value: {name: MODE, value: fsat}\n',
    ),
    operations: [{ op: 'replace', path: '/spec/template/spec/containers/1/env/1/value', value: 'fast' }],
    expect: ['overlays/prod/kustomization.yaml:7:        value: {name: MODE, value: fast}'],
  },
  'a component': {
    ...overlay('components: [../../parts/big]\n', {
      'parts/big/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nreplicas:\n  - name: web\n    count: 9\n',
    }),
    operations: [{ op: 'replace', path: '/spec/replicas', value: 2 }],
    expect: ['parts/big/kustomization.yaml:5:    count: 2'],
  },
  'a replacement whose source is not deployed': {
    ...overlay(
      'replacements:\n  - source: {kind: ConfigMap, name: facts, fieldPath: data.image}\n    targets:\n      - select: {kind: Deployment}\n        fieldPaths: ["spec.template.spec.containers.[name=web].image"]\n',
      {
        'base/kustomization.yaml': 'resources: [web.yaml, facts.yaml]\n',
        'base/facts.yaml':
          'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: facts\n  annotations: {config.kubernetes.io/local-config: "true"}\ndata:\n  image: shop/web:4.0\n',
      },
    ),
    operations: image('shop/web:4.1'),
    expect: ['base/facts.yaml:7:  image: shop/web:4.1'],
  },
  'a replacement whose source would change too': {
    ...overlay(
      'replacements:\n  - source: {kind: ConfigMap, name: facts, fieldPath: data.image}\n    targets:\n      - select: {kind: Deployment}\n        fieldPaths: ["spec.template.spec.containers.[name=web].image"]\n',
      {
        'base/kustomization.yaml': 'resources: [web.yaml, facts.yaml]\n',
        'base/facts.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: facts}\ndata:\n  image: shop/web:4.0\n',
      },
    ),
    operations: image('shop/web:4.1'),
    expect: /base\/facts.yaml:5 sets it, but ConfigMap facts would differ at \/data\/image too/,
  },
  'a line of an env file, behind a hash': {
    ...GENERATED,
    object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'web-HASH' },
    operations: [{ op: 'replace', path: '/data/SIZE', value: 'l' }],
    expect: ['overlays/prod/web.env:3:SIZE=l'],
  },
  'a new line of an env file': {
    ...GENERATED,
    object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'web-HASH' },
    operations: [{ op: 'add', path: '/data/MODE', value: 'fast' }],
    expect: ['overlays/prod/web.env:4:MODE=fast'],
  },
  'a file that is a key': {
    ...GENERATED,
    object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'web-HASH' },
    operations: [{ op: 'replace', path: '/data/app.properties', value: 'a=2\n' }],
    expect: ['overlays/prod/app.properties:1:a=2'],
  },
  'a patch that moves a list': {
    ...overlay('patches: [{path: env.yaml}]\n', {
      'overlays/prod/env.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          env:\n            - {name: MODE, value: slow}\n',
    }),
    operations: [{ op: 'replace', path: '/spec/template/spec/containers/0/env/1/value', value: 'red' }],
    expect: ['base/web.yaml:18:            - {name: COLOR, value: red}'],
  },
  'an image and the replicas, in one file': {
    ...overlay('images:\n  - {name: shop/web, newTag: "2.0"}\nreplicas:\n  - {name: web, count: 5}\n'),
    operations: [...image('shop/web:1.9'), { op: 'replace', path: '/spec/replicas', value: 2 }],
    expect: [
      'overlays/prod/kustomization.yaml:3:  - {name: shop/web, newTag: "1.9"}',
      'overlays/prod/kustomization.yaml:5:  - {name: web, count: 2}',
    ],
  },
  'another name for an image': {
    ...overlay('images:\n  - {name: shop/web, newName: mirror/wbe}\n'),
    operations: image('mirror/web:1.5'),
    expect: ['overlays/prod/kustomization.yaml:3:  - {name: shop/web, newName: mirror/web}'],
  },
  'a field that only the patch could have': {
    ...overlay('nameSuffix: -prod\n'),
    object: { ...WEB, name: 'web-prod' },
    operations: [{ op: 'add', path: '/spec/template/spec/containers/1/resources', value: { limits: { memory: '64Mi' } } }],
    expect: [
      'base/web.yaml:20:          resources:',
      'base/web.yaml:21:            limits:',
      'base/web.yaml:22:              memory: 64Mi',
    ],
  },
  'a label that a selector shares': {
    ...overlay('labels:\n  - pairs: {tier: front}\n    includeSelectors: true\n'),
    operations: [{ op: 'replace', path: '/spec/template/metadata/labels/tier', value: 'back' }],
    expect: /would differ at .* too/,
  },
  'what another overlay says is left alone': {
    ...overlay('namespace: shop\n', {
      'overlays/dev/kustomization.yaml': 'resources: [../../base]\nimages: [{name: shop/web, newTag: "1.5"}]\n',
      'base/service.yaml': SERVICE,
    }),
    operations: image('shop/web:1.4'),
    expect: ['base/web.yaml:16:          image: shop/web:1.4 # the release'],
  },
}

describe.skipIf(!isInstalled('kubectl', 'version', '--client'))('Kustomize, deeper (kubectl is needed)', () => {
  tableOf(CASES)
})
