import { describe } from 'vitest'
import type { SourceOfManifests } from '../ports.ts'
import { type Case, image, isInstalled, tableOf } from './test-support/trace-table.ts'

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: {{ .Values.replicaCount | default 2 }}
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
      annotations:
        checksum/config: {{ toYaml .Values.config | sha256sum }}
    spec:
      containers:
        - name: web
          image: "{{ .Values.registry }}/web:{{ .Values.image.tag }}"
          {{- with .Values.resources }}
          resources: {{- toYaml . | nindent 12 }}
          {{- end }}
          ports: [{containerPort: {{ .Values.port }}}]
          env:
            {{- range $name, $value := .Values.env }}
            - {name: {{ $name }}, value: {{ tpl $value $ | quote }}}
            {{- end }}
        {{- range .Values.sidecars }}
        - name: {{ .name }}
          image: {{ .image }}
        {{- end }}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: {{ .Values.port }}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data: {{- toYaml .Values.config | nindent 2 }}
`
const VALUES = `registry: shop
image: {tag: "1.5"}
port: "8080"
resources: {}
env:
  COLOR: blue
  HOST: "{{ .Release.Name }}-db.exmaple"
sidecars:
  - {name: log, image: "log:1"}
  - {name: mesh, image: "mesh:1"}
config:
  size: s
`
const CHART = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'chart/templates/web.yaml': DEPLOYMENT,
  'chart/values.yaml': VALUES,
}
const HELM: Partial<SourceOfManifests> = { kind: 'helm', path: 'chart', helm: { valueFiles: [], parameters: [] } }
const CONTAINER = '/spec/template/spec/containers/0'
const SERVICE = { apiVersion: 'v1', kind: 'Service', name: 'web' }

const CASES: Readonly<Record<string, Case>> = {
  'one leaf that feeds two objects, when one shall change': {
    source: HELM,
    files: CHART,
    object: SERVICE,
    operations: [{ op: 'replace', path: '/spec/ports/0/targetPort', value: 9090 }],
    expect: /chart\/values.yaml:3 sets it, but Deployment web would differ at .*containerPort too/,
  },
  'one leaf that feeds two objects, when both shall change': {
    source: HELM,
    files: CHART,
    object: SERVICE,
    operations: [{ op: 'replace', path: '/spec/ports/0/targetPort', value: 9090 }],
    also: [
      {
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        operations: [{ op: 'replace', path: `${CONTAINER}/ports/0/containerPort`, value: 9090 }],
      },
    ],
    expect: ['chart/values.yaml:3:port: "9090"'],
  },
  'an entry of a loop': {
    source: HELM,
    files: CHART,
    operations: image('mesh:2', 2),
    expect: ['chart/values.yaml:10:  - {name: mesh, image: "mesh:2"}'],
  },
  'a text that is filled in': {
    source: HELM,
    files: CHART,
    operations: [{ op: 'replace', path: `${CONTAINER}/env/1/value`, value: 'chart-db.example' }],
    expect: ['chart/values.yaml:7:  HOST: "{{ .Release.Name }}-db.example"'],
  },
  'a value that is not there, and has a default': {
    source: HELM,
    files: CHART,
    operations: [{ op: 'replace', path: '/spec/replicas', value: 4 }],
    expect: ['chart/values.yaml:13:replicaCount: 4'],
  },
  'a part that is empty so far': {
    source: HELM,
    files: CHART,
    operations: [{ op: 'add', path: `${CONTAINER}/resources`, value: { limits: { memory: '64Mi' } } }],
    expect: ['chart/values.yaml:4:resources:', 'chart/values.yaml:5:  limits:', 'chart/values.yaml:6:    memory: 64Mi'],
  },
  'configuration with its checksum': {
    source: HELM,
    files: CHART,
    object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'web' },
    operations: [{ op: 'replace', path: '/data/size', value: 'l' }],
    expect: ['chart/values.yaml:12:  size: l'],
  },
  'a new key of the configuration': {
    source: HELM,
    files: CHART,
    object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'web' },
    operations: [{ op: 'add', path: '/data/mode', value: 'fast' }],
    expect: ['chart/values.yaml:13:  mode: fast'],
  },
  'a key of the configuration that goes': {
    source: HELM,
    files: { ...CHART, 'chart/values.yaml': `${VALUES}  mode: fsat\n` },
    object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'web' },
    operations: [{ op: 'remove', path: '/data/mode' }],
    gone: ['  mode: fsat'],
    expect: [],
  },
  'a parameter of the Application': {
    source: { ...HELM, helm: { valueFiles: [], parameters: [{ name: 'image.tag', value: '9', forceString: true }] } },
    files: CHART,
    operations: image('shop/web:8', 0),
    expect: /the parameter image.tag of the Application itself may set it, which is not in Git/,
  },
  'a parameter with a comma': {
    source: { ...HELM, helm: { valueFiles: [], parameters: [{ name: 'env.COLOR', value: 'a,b=c' }] } },
    files: CHART,
    operations: image('shop/web:1.4', 0),
    expect: ['chart/values.yaml:2:image: {tag: "1.4"}'],
  },
  'a value file beside the chart': {
    source: { ...HELM, helm: { valueFiles: ['../envs/prod.yaml', '/envs/late.yaml'], parameters: [] } },
    files: { ...CHART, 'envs/prod.yaml': 'image: {tag: "2.0"}\n', 'envs/late.yaml': 'registry: late\n' },
    operations: image('late/web:1.9', 0),
    expect: ['envs/prod.yaml:1:image: {tag: "1.9"}'],
  },
  'a value of a chart inside': {
    source: HELM,
    files: {
      ...CHART,
      'chart/charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 0.1.0\n',
      'chart/charts/db/values.yaml': 'tag: "11"\n',
      'chart/charts/db/templates/db.yaml':
        'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec: {template: {spec: {containers: [{name: db, image: "pg:{{ .Values.tag }}"}]}}}\n',
      'chart/values.yaml': `${VALUES}db:\n  tag: "12"\n`,
    },
    object: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db' },
    operations: image('pg:13', 0),
    expect: ['chart/values.yaml:14:  tag: "13"'],
  },
  'a chart that lies beside': {
    source: HELM,
    files: {
      ...CHART,
      'chart/Chart.yaml':
        'apiVersion: v2\nname: web\nversion: 0.1.0\ndependencies:\n  - {name: lib, version: 0.1.0, repository: "file://../lib"}\n',
      'lib/Chart.yaml': 'apiVersion: v2\nname: lib\nversion: 0.1.0\n',
      'lib/values.yaml': 'image: cache:1\n',
      'lib/templates/cache.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: cache}\nspec: {containers: [{name: cache, image: "{{ .Values.image }}"}]}\n',
    },
    object: { apiVersion: 'v1', kind: 'Pod', name: 'cache' },
    operations: [{ op: 'replace', path: '/spec/containers/0/image', value: 'cache:2' }],
    expect: ['lib/values.yaml:1:image: cache:2'],
  },
  'a chart that renders to something else each time': {
    source: HELM,
    files: {
      ...CHART,
      'chart/templates/random.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: random}\ndata: {a: {{ randAlphaNum 12 | quote }}}\n',
    },
    operations: image('shop/web:1.4', 0),
    expect: /the chart renders to something else each time/,
  },
  'two values at once': {
    source: HELM,
    files: CHART,
    operations: [...image('shop/web:1.4', 0), ...image('log:2', 1)],
    expect: ['chart/values.yaml:2:image: {tag: "1.4"}', 'chart/values.yaml:9:  - {name: log, image: "log:2"}'],
  },
}

describe.skipIf(!isInstalled('helm', 'version'))('Helm, deeper (helm is needed)', () => {
  tableOf(CASES)
})
