import { describe } from 'vitest'
import { type Case, DEPLOYMENT, image, SERVICE, tableOf, WEB } from './test-support/trace-table.ts'

const ENV = DEPLOYMENT.replace(
  '            - {name: COLOR, value: blue}\n',
  '            - {name: COLOR, value: blue}\n            - {name: SIZE, value: s}\n',
)
const CONTAINER = '/spec/template/spec/containers/1'
const SERVICE_NAME = { apiVersion: 'v1', kind: 'Service', name: 'web' }
const MOUNTS = DEPLOYMENT.replace(
  '          ports: [{containerPort: 8080}]\n',
  '          volumeMounts:\n            - {name: data, mountPath: /a}\n            - {name: data, mountPath: /b}\n          args: [--verbose, --port, "1"]\n',
)

const CASES: Readonly<Record<string, Case>> = {
  'several fields of one object': {
    files: { 'app/web.yaml': DEPLOYMENT },
    operations: [...image('shop/web:1.4'), { op: 'replace', path: '/spec/replicas', value: 3 }],
    expect: ['app/web.yaml:7:  replicas: 3', 'app/web.yaml:16:          image: shop/web:1.4 # the release'],
  },
  'two objects in one file': {
    files: { 'app/all.yaml': `${DEPLOYMENT}---\n${SERVICE}` },
    operations: image('shop/web:1.4'),
    also: [{ object: SERVICE_NAME, operations: [{ op: 'replace', path: '/spec/selector/app', value: 'web' }] }],
    expect: ['app/all.yaml:16:          image: shop/web:1.4 # the release', 'app/all.yaml:26:    app: web'],
  },
  'two objects in two files': {
    files: { 'app/web.yaml': DEPLOYMENT, 'app/service.yaml': SERVICE },
    operations: image('shop/web:1.4'),
    also: [{ object: SERVICE_NAME, operations: [{ op: 'replace', path: '/spec/selector/app', value: 'web' }] }],
    expect: ['app/web.yaml:16:          image: shop/web:1.4 # the release', 'app/service.yaml:6:    app: web'],
  },
  'the same change twice': {
    files: { 'app/web.yaml': DEPLOYMENT },
    operations: image('shop/web:1.4'),
    also: [{ object: WEB, operations: image('shop/web:1.4') }],
    expect: ['app/web.yaml:16:          image: shop/web:1.4 # the release'],
  },
  'two entries of one list, gone one after the other': {
    files: { 'app/web.yaml': ENV.replace('value: s}', 'value: s}\n            - {name: LAST, value: z}') },
    operations: [
      { op: 'remove', path: `${CONTAINER}/env/0` },
      { op: 'remove', path: `${CONTAINER}/env/0` },
      { op: 'replace', path: `${CONTAINER}/env/0/value`, value: 'y' },
    ],
    expect: ['app/web.yaml:18:            - {name: LAST, value: "y"}'],
  },
  'an entry that goes': {
    files: { 'app/web.yaml': ENV },
    operations: [
      { op: 'test', path: `${CONTAINER}/env/0/name`, value: 'COLOR' },
      { op: 'remove', path: `${CONTAINER}/env/0` },
    ],
    gone: ['            - {name: COLOR, value: blue}'],
    expect: [],
  },
  'a field that is renamed keeps its value and its place': {
    files: { 'app/web.yaml': DEPLOYMENT.replace('replicas: 1', 'replcas: 1 # one is enough') },
    operations: [
      { op: 'add', path: '/spec/replicas', value: 1 },
      { op: 'remove', path: '/spec/replcas' },
    ],
    expect: ['app/web.yaml:7:  replicas: 1 # one is enough'],
  },
  'a field that goes': {
    files: { 'app/web.yaml': DEPLOYMENT },
    operations: [{ op: 'remove', path: '/spec/replicas' }],
    gone: ['  replicas: 1'],
    expect: [],
  },
  'what Git does not say, and shall go': {
    files: { 'app/web.yaml': DEPLOYMENT },
    live: (object) => Object.assign(object['spec'] as object, { paused: true }),
    operations: [{ op: 'remove', path: '/spec/paused' }],
    expect: /Git says so already at \/spec\/paused/,
  },
  'defaults of the API server in a value that is replaced whole': {
    files: { 'app/service.yaml': SERVICE },
    object: SERVICE_NAME,
    live: (object) => Object.assign(object['spec'] as object, { ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }] }),
    operations: [{ op: 'replace', path: '/spec/ports/0', value: { port: 80, targetPort: 9090, protocol: 'TCP' } }],
    expect: ['app/service.yaml:7:  ports: [{port: 80, targetPort: 9090}]'],
  },
  'a port that stands elsewhere in the cluster': {
    files: {
      'app/service.yaml': SERVICE.replace('[{port: 80, targetPort: 8080}]', '[{port: 80, targetPort: 8080}, {port: 81, targetPort: 8081}]'),
    },
    object: SERVICE_NAME,
    live: (object) =>
      Object.assign(object['spec'] as object, {
        ports: [
          { port: 81, targetPort: 8081, protocol: 'TCP' },
          { port: 80, targetPort: 8080, protocol: 'TCP' },
        ],
      }),
    operations: [{ op: 'replace', path: '/spec/ports/0/targetPort', value: 9090 }],
    expect: ['app/service.yaml:7:  ports: [{port: 80, targetPort: 8080}, {port: 81, targetPort: 9090}]'],
  },
  'a volume that is mounted twice': {
    files: { 'app/web.yaml': MOUNTS },
    operations: [{ op: 'replace', path: `${CONTAINER}/volumeMounts/1/mountPath`, value: '/c' }],
    expect: ['app/web.yaml:21:            - {name: data, mountPath: /c}'],
  },
  'an argument by its value': {
    files: { 'app/web.yaml': MOUNTS },
    operations: [{ op: 'replace', path: `${CONTAINER}/args/2`, value: '2' }],
    expect: ['app/web.yaml:22:          args: [--verbose, --port, "2"]'],
  },
  'an argument in between': {
    files: { 'app/web.yaml': MOUNTS },
    operations: [{ op: 'add', path: `${CONTAINER}/args/1`, value: '--quiet' }],
    expect: ['app/web.yaml:22:          args: [--verbose, --quiet, --port, "1"]'],
  },
  'a container that something else put there': {
    files: { 'app/web.yaml': DEPLOYMENT },
    live: (object) => addContainer(object),
    operations: [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'x:2' }],
    expect: /nothing in Git corresponds to \/spec\/template\/spec\/containers\/0\/image/,
  },
  'an object in a list': {
    files: {
      'app/list.yaml': `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n    metadata: {name: web}\n    spec: {selector: {app: wbe}}\n`,
    },
    object: SERVICE_NAME,
    operations: [{ op: 'replace', path: '/spec/selector/app', value: 'web' }],
    expect: ['app/list.yaml:7:    spec: {selector: {app: web}}'],
  },
  'a merge key that two share': {
    files: {
      'app/service.yaml':
        'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  labels: &labels {app: wbe}\nspec:\n  selector:\n    <<: *labels\n',
    },
    object: SERVICE_NAME,
    operations: [{ op: 'replace', path: '/metadata/labels/app', value: 'web' }],
    expect: /no line in Git sets it/,
  },
  'a byte order mark': {
    files: { 'app/service.yaml': `\uFEFF${SERVICE}` },
    object: SERVICE_NAME,
    operations: [{ op: 'replace', path: '/spec/selector/app', value: 'web' }],
    expect: ['app/service.yaml:6:    app: web'],
  },
  'a folder below, with recurse': {
    source: { recurse: true },
    files: { 'app/deep/er/web.yml': DEPLOYMENT, 'other/web.yaml': DEPLOYMENT },
    operations: image('shop/web:1.4'),
    expect: ['app/deep/er/web.yml:16:          image: shop/web:1.4 # the release'],
  },
  'a field that is moved': {
    files: { 'app/web.yaml': DEPLOYMENT },
    operations: [{ op: 'move', from: '/spec/replicas', path: '/spec/paused' }],
    expect: /a move of a field cannot be traced/,
  },
  'a bomb': {
    files: {
      'app/web.yaml': DEPLOYMENT,
      'app/bomb.yaml': `a: &a [${'x,'.repeat(50)}x]\n${Array.from({ length: 9 }, (_one, at) => `${String.fromCodePoint(98 + at)}: &${String.fromCodePoint(98 + at)} [${Array.from({ length: 30 }, () => `*${String.fromCodePoint(97 + at)}`).join(',')}]`).join('\n')}\n`,
    },
    operations: image('shop/web:1.4'),
    expect: /could not be rendered: app\/bomb.yaml/,
  },
}

describe('plain YAML, deeper', () => {
  tableOf(CASES)
})

function addContainer(object: Record<string, unknown>): void {
  const { spec } = object as { spec: { template: { spec: { containers: unknown[] } } } }
  spec.template.spec.containers.unshift({ name: 'injected', image: 'x:1' })
}
