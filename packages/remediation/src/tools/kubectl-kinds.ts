/** A kind that kubectl may show. */
export interface ShownKind {
  /** Its plural, as the API has it. */
  readonly plural: string
  readonly group: string
  readonly namespaced: boolean
  /** Whether `describe` shows nothing of it but what a table and events show: no configuration of anybody. */
  readonly describable: boolean
}

type Row = readonly [plural: string, group: string, words: string]

/** Plural, group, and further words for it. What is not here is not shown: Secrets, whatever they are called, and every custom resource. */
const IN_NAMESPACE: readonly Row[] = [
  ['pods', '', 'pod po'],
  ['services', '', 'service svc'],
  ['endpoints', '', 'endpoint ep'],
  ['events', '', 'event ev'],
  ['persistentvolumeclaims', '', 'persistentvolumeclaim pvc'],
  ['resourcequotas', '', 'resourcequota quota'],
  ['limitranges', '', 'limitrange limits'],
  ['replicationcontrollers', '', 'replicationcontroller rc'],
  ['deployments', 'apps', 'deployment deploy'],
  ['replicasets', 'apps', 'replicaset rs'],
  ['statefulsets', 'apps', 'statefulset sts'],
  ['daemonsets', 'apps', 'daemonset ds'],
  ['jobs', 'batch', 'job'],
  ['cronjobs', 'batch', 'cronjob cj'],
  ['horizontalpodautoscalers', 'autoscaling', 'horizontalpodautoscaler hpa'],
  ['poddisruptionbudgets', 'policy', 'poddisruptionbudget pdb'],
  ['endpointslices', 'discovery.k8s.io', 'endpointslice'],
  ['ingresses', 'networking.k8s.io', 'ingress ing'],
  ['networkpolicies', 'networking.k8s.io', 'networkpolicy netpol'],
  ['roles', 'rbac.authorization.k8s.io', 'role'],
  ['rolebindings', 'rbac.authorization.k8s.io', 'rolebinding'],
]

/** Only as tables: `describe` shows the values of ConfigMaps, the names of Secrets, and pods of other namespaces. */
const TABLE_ONLY: readonly Row[] = [
  ['configmaps', '', 'configmap cm'],
  ['serviceaccounts', '', 'serviceaccount sa'],
]

const OF_CLUSTER: readonly Row[] = [
  ['nodes', '', 'node no'],
  ['persistentvolumes', '', 'persistentvolume pv'],
  ['storageclasses', 'storage.k8s.io', 'storageclass sc'],
  ['ingressclasses', 'networking.k8s.io', 'ingressclass'],
  ['priorityclasses', 'scheduling.k8s.io', 'priorityclass pc'],
  ['runtimeclasses', 'node.k8s.io', 'runtimeclass'],
]

const BY_WORD: ReadonlyMap<string, ShownKind> = new Map(
  [
    ...IN_NAMESPACE.map((row) => [row, { namespaced: true, describable: true }] as const),
    ...TABLE_ONLY.map((row) => [row, { namespaced: true, describable: false }] as const),
    ...OF_CLUSTER.map((row) => [row, { namespaced: false, describable: false }] as const),
  ].flatMap(([[plural, group, words], traits]) => [plural, ...words.split(' ')].map((word) => [word, { plural, group, ...traits }])),
)

const VERSION = /^v[0-9]+((alpha|beta)[0-9]+)?$/

/** The kind that `pods`, `deploy`, `deployments.apps` or `deployments.v1.apps` names; undefined for all that is not to be shown. */
export function shownKind(word: string): ShownKind | undefined {
  const [name = '', ...rest] = word.toLowerCase().split('.')
  const kind = BY_WORD.get(name)
  if (kind === undefined || rest.length === 0) return kind
  const group = VERSION.test(rest[0] ?? '') ? rest.slice(1) : rest
  return group.join('.') === kind.group ? kind : undefined
}
