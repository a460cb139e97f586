type Json = Readonly<Record<string, unknown>>

interface Lookalike {
  readonly apiVersion: RegExp
  readonly kind?: RegExp
  /** A key that must be there too. */
  readonly has?: string
  readonly why: string
}

/** Files with apiVersion and kind that a tool reads, and no API server ever gets. */
export const OBJECT_LOOKALIKES: readonly Lookalike[] = [
  { apiVersion: /^kustomize\.config\.k8s\.io\//, why: 'is a Kustomize file, not an object: give its folder to have it rendered' },
  { apiVersion: /^v1$/, kind: /^Config$/, why: 'is a kubeconfig, not an object' },
  { apiVersion: /^v1$/, kind: /^(?:Status|APIResourceList|APIVersions)$/, why: 'is an answer of an API server, not an object' },
  { apiVersion: /^skaffold\//, why: 'is a Skaffold configuration' },
  { apiVersion: /^kind\.x-k8s\.io\//, why: 'is the configuration of a kind cluster' },
  { apiVersion: /^k3d\.io\//, why: 'is the configuration of a k3d cluster' },
  { apiVersion: /^ctlptl\.dev\//, why: 'is the configuration of a local cluster (ctlptl)' },
  { apiVersion: /^eksctl\.io\//, why: 'is the configuration of an EKS cluster (eksctl)' },
  { apiVersion: /^k0sctl\.k0sproject\.io\//, why: 'is the configuration of a k0s cluster' },
  {
    apiVersion: /^(?:kubeadm\.k8s\.io|audit\.k8s\.io|[\w.-]+\.config\.k8s\.io|apiserver\.k8s\.io|client\.authentication\.k8s\.io)\//,
    why: 'is the configuration of a Kubernetes component, not an object',
  },
  {
    apiVersion: /^(?:admission\.k8s\.io|apiextensions\.k8s\.io)\//,
    kind: /^(?:AdmissionReview|ConversionReview)$/,
    why: 'is a message between an API server and a webhook, not an object',
  },
  { apiVersion: /^backstage\.io\//, why: 'is an entry of a Backstage catalogue' },
  { apiVersion: /^scaffolder\.backstage\.io\//, why: 'is a Backstage template' },
  { apiVersion: /^kpt\.dev\//, why: 'is a kpt file' },
  { apiVersion: /^config\.kubernetes\.io\//, why: 'is an input of Kustomize functions, not an object' },
  { apiVersion: /^v2$/, has: 'version', why: 'is the Chart.yaml of a Helm chart' },
]

/** Files that are known by their name, whatever stands in them. */
export const FILE_NAMES: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/, 'is a Kustomize file, not an object: give its folder to have it rendered'],
  [/(?:^|\/)Chart\.ya?ml$/, 'is the Chart.yaml of a Helm chart: give its folder to have it rendered'],
  [/(?:^|\/)(?:values(?:[-.][\w.-]+)?|[\w.-]+[-.]values)\.ya?ml$/, 'is a file of Helm values'],
  [/(?:^|\/)values\.schema\.json$/, 'is the schema of Helm values'],
  [/(?:^|\/)skaffold(?:\.[\w-]+)?\.ya?ml$/, 'is a Skaffold configuration'],
  [/(?:^|\/)(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/, 'is a Docker Compose file'],
  [/(?:^|\/)\.github\/workflows\/[^/]+$/, 'is a GitHub workflow'],
  [/(?:^|\/)\.github\/dependabot\.ya?ml$/, 'is a Dependabot configuration'],
  [/(?:^|\/)\.gitlab-ci\.ya?ml$/, 'is a GitLab pipeline'],
  [/(?:^|\/)azure-pipelines?(?:[.-][\w.-]+)?\.ya?ml$/, 'is an Azure pipeline'],
  [/(?:^|\/)(?:package|package-lock|composer|bower|renovate|lerna|nx|turbo)\.json$/, 'is a file of a package manager or build tool'],
  [/(?:^|\/)(?:ts|js)config(?:\.[\w-]+)?\.json$/, 'is a TypeScript configuration'],
  [/(?:^|\/)pnpm-(?:lock|workspace)\.ya?ml$/, 'is a file of a package manager or build tool'],
  [/(?:^|\/)aks-copilot\.ya?ml$/, 'is the configuration of aks-copilot'],
  [/(?:^|\/)mkdocs\.ya?ml$/, 'is an MkDocs configuration'],
]

const isText = (value: unknown): value is string => typeof value === 'string'
const isMapOf = (value: unknown, test: (item: Json) => boolean): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).length > 0 &&
  Object.values(value).every((item) => typeof item === 'object' && item !== null && test(item as Json))
const schemaOf = (value: Json): string => (isText(value['$schema']) ? value['$schema'] : '')

/** Maps without apiVersion and kind that show by their keys what they are. */
export const SHAPES: readonly (readonly [(value: Json) => boolean, string])[] = [
  [
    (value) =>
      ['patchesStrategicMerge', 'patchesJson6902', 'configMapGenerator', 'secretGenerator', 'namePrefix', 'nameSuffix'].some((key) =>
        Object.hasOwn(value, key),
      ) ||
      (Array.isArray(value['resources']) && value['resources'].every(isText) && !Object.hasOwn(value, 'apiVersion')),
    'is a Kustomize file, not an object: give its folder to have it rendered',
  ],
  [
    (value) => isText(value['apiVersion']) && isText(value['name']) && Object.hasOwn(value, 'version'),
    'is the Chart.yaml of a Helm chart: give its folder to have it rendered',
  ],
  [
    (value) => isMapOf(value['services'], (service) => ['image', 'build', 'extends'].some((key) => Object.hasOwn(service, key))),
    'is a Docker Compose file',
  ],
  [(value) => isMapOf(value['jobs'], (job) => ['steps', 'uses', 'runs-on'].some((key) => Object.hasOwn(job, key))), 'is a CI workflow'],
  [(value) => isText(value['name']) && isMapOf({ runs: value['runs'] }, (runs) => Object.hasOwn(runs, 'using')), 'is a GitHub action'],
  [(value) => Array.isArray(value['stages']) && Object.keys(value).length > 1 && !Object.hasOwn(value, 'apiVersion'), 'is a CI pipeline'],
  [(value) => isText(value['openapi']) || isText(value['swagger']), 'is an OpenAPI description'],
  [(value) => /deployment(?:Template|Parameters)\.json/.test(schemaOf(value)), 'is an Azure Resource Manager template'],
  [(value) => schemaOf(value).includes('json-schema.org'), 'is a JSON Schema'],
  [(value) => schemaOf(value).includes('sarif') || (isText(value['version']) && Array.isArray(value['runs'])), 'is a SARIF report'],
  [(value) => Object.hasOwn(value, 'AWSTemplateFormatVersion'), 'is a CloudFormation template'],
  [
    (value) => Array.isArray(value['scrape_configs']) || (Array.isArray(value['groups']) && Object.keys(value).length === 1),
    'is a Prometheus configuration',
  ],
  [(value) => Array.isArray(value['panels']) && Object.hasOwn(value, 'schemaVersion'), 'is a Grafana dashboard'],
  [(value) => Object.hasOwn(value, 'datasources') && value['apiVersion'] === 1, 'is a Grafana provisioning file'],
  [(value) => isText(value['baseDomain']) && isText(value['apiVersion']), 'is the configuration of the OpenShift installer'],
  [
    (value) => Array.isArray(value['releases']) && (Object.hasOwn(value, 'repositories') || Object.hasOwn(value, 'environments')),
    'is a helmfile',
  ],
]
