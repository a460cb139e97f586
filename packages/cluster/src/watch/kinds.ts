import { table } from '@aks-copilot/kubernetes'

/** One kind that the watcher reads. Kinds are unique here, so that a kind alone names it everywhere in this package. */
export interface WatchedKind {
  readonly kind: string
  /** API group, '' for core. */
  readonly group: string
  /** The served version that is asked for; the first one of these that the cluster serves. */
  readonly versions: readonly string[]
  readonly plural: string
  readonly namespaced: boolean
  /** True: only metadata is ever asked for (PartialObjectMetadata). */
  readonly metadataOnly?: boolean
  /** True: comes with a CRD or a newer Kubernetes, and its absence is nothing to speak of. */
  readonly optional?: boolean
}

function core(kind: string, plural: string, namespaced = true): WatchedKind {
  return { kind, group: '', versions: ['v1'], plural, namespaced }
}

function grouped(group: string, kind: string, plural: string, namespaced = true, versions: readonly string[] = ['v1']): WatchedKind {
  return { kind, group, versions, plural, namespaced }
}

function fromCrd(group: string, kind: string, plural: string, namespaced: boolean, versions: readonly string[]): WatchedKind {
  return { kind, group, versions, plural, namespaced, optional: true }
}

const GATEWAY = 'gateway.networking.k8s.io'
const RBAC = 'rbac.authorization.k8s.io'

/** Every kind that detectors may read. Events are watched beside them: see events.ts. */
export const WATCHED_KINDS: readonly WatchedKind[] = [
  core('Pod', 'pods'),
  core('Node', 'nodes', false),
  core('Namespace', 'namespaces', false),
  core('Service', 'services'),
  core('ConfigMap', 'configmaps'),
  { ...core('Secret', 'secrets'), metadataOnly: true },
  core('ServiceAccount', 'serviceaccounts'),
  core('PersistentVolumeClaim', 'persistentvolumeclaims'),
  core('PersistentVolume', 'persistentvolumes', false),
  core('ResourceQuota', 'resourcequotas'),
  core('LimitRange', 'limitranges'),
  grouped('apps', 'Deployment', 'deployments'),
  grouped('apps', 'ReplicaSet', 'replicasets'),
  grouped('apps', 'StatefulSet', 'statefulsets'),
  grouped('apps', 'DaemonSet', 'daemonsets'),
  grouped('apps', 'ControllerRevision', 'controllerrevisions'),
  grouped('batch', 'Job', 'jobs'),
  grouped('batch', 'CronJob', 'cronjobs'),
  grouped('autoscaling', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', true, ['v2']),
  grouped('policy', 'PodDisruptionBudget', 'poddisruptionbudgets'),
  grouped('discovery.k8s.io', 'EndpointSlice', 'endpointslices'),
  grouped('networking.k8s.io', 'Ingress', 'ingresses'),
  grouped('networking.k8s.io', 'IngressClass', 'ingressclasses', false),
  grouped('networking.k8s.io', 'NetworkPolicy', 'networkpolicies'),
  grouped('storage.k8s.io', 'StorageClass', 'storageclasses', false),
  grouped('storage.k8s.io', 'VolumeAttachment', 'volumeattachments', false),
  grouped('scheduling.k8s.io', 'PriorityClass', 'priorityclasses', false),
  grouped('admissionregistration.k8s.io', 'ValidatingWebhookConfiguration', 'validatingwebhookconfigurations', false),
  grouped('admissionregistration.k8s.io', 'MutatingWebhookConfiguration', 'mutatingwebhookconfigurations', false),
  grouped('apiregistration.k8s.io', 'APIService', 'apiservices', false),
  grouped(RBAC, 'Role', 'roles'),
  grouped(RBAC, 'ClusterRole', 'clusterroles', false),
  grouped(RBAC, 'RoleBinding', 'rolebindings'),
  grouped(RBAC, 'ClusterRoleBinding', 'clusterrolebindings', false),
  fromCrd(GATEWAY, 'GatewayClass', 'gatewayclasses', false, ['v1', 'v1beta1']),
  fromCrd(GATEWAY, 'Gateway', 'gateways', true, ['v1', 'v1beta1']),
  fromCrd(GATEWAY, 'HTTPRoute', 'httproutes', true, ['v1', 'v1beta1']),
  fromCrd(GATEWAY, 'GRPCRoute', 'grpcroutes', true, ['v1']),
  fromCrd(GATEWAY, 'ReferenceGrant', 'referencegrants', true, ['v1', 'v1beta1']),
  fromCrd('argoproj.io', 'Application', 'applications', true, ['v1alpha1']),
  fromCrd('cert-manager.io', 'Certificate', 'certificates', true, ['v1']),
  fromCrd('cert-manager.io', 'Issuer', 'issuers', true, ['v1']),
  fromCrd('cert-manager.io', 'ClusterIssuer', 'clusterissuers', false, ['v1']),
]

const BY_KIND = table(Object.fromEntries(WATCHED_KINDS.map((entry) => [entry.kind, entry])))

/** What is known of a watched kind; undefined for every other. */
export function watchedKind(kind: string): WatchedKind | undefined {
  return BY_KIND[kind]
}
