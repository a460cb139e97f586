/** Old APIs that no rule can move, and what a person would do about each. */
const REVIEW = 'Take it out of the manifests: it is a request to the API server, not an object that is kept.'
const CONTROLLER = 'Take it out of the manifests: Kubernetes writes these objects itself.'
const DEVICES = 'Write it for `resource.k8s.io/v1`, served since 1.34, by hand: how devices are requested changed between the versions.'
const NONE_STABLE = 'Leave it out until Kubernetes serves a stable version: AKS serves no alpha or beta version by default.'
const POD_SECURITY =
  'Label the namespaces with a Pod Security level (`pod-security.kubernetes.io/enforce`), and drop the policy and the RBAC rules that `use` it.'

const ENDPOINTS =
  'Write an EndpointSlice of `discovery.k8s.io/v1` with the label `kubernetes.io/service-name`, where the addresses are not written by a controller.'

const WHY: readonly (readonly [reason: string, apiVersion: string, ...kinds: readonly string[]])[] = [
  [ENDPOINTS, 'v1', 'Endpoints'],
  [CONTROLLER, 'v1', 'ComponentStatus'],
  [POD_SECURITY, 'extensions/v1beta1', 'PodSecurityPolicy'],
  [POD_SECURITY, 'policy/v1beta1', 'PodSecurityPolicy'],
  [
    'Set `spec.replicas` of the workload, or run `kubectl scale`: a Scale is a request, not an object that is kept.',
    'extensions/v1beta1',
    'Scale',
  ],
  [
    'Set `spec.replicas` of the workload, or run `kubectl scale`: a Scale is a request, not an object that is kept.',
    'apps/v1beta1',
    'Scale',
  ],
  [
    'Set `spec.replicas` of the workload, or run `kubectl scale`: a Scale is a request, not an object that is kept.',
    'apps/v1beta2',
    'Scale',
  ],
  ['Run `kubectl rollout undo`: nothing takes a DeploymentRollback any more.', 'extensions/v1beta1', 'DeploymentRollback'],
  ['Run `kubectl rollout undo`: nothing takes a DeploymentRollback any more.', 'apps/v1beta1', 'DeploymentRollback'],
  [REVIEW, 'admission.k8s.io/v1beta1', 'AdmissionReview'],
  [REVIEW, 'authentication.k8s.io/v1beta1', 'TokenReview', 'SelfSubjectReview'],
  [REVIEW, 'authentication.k8s.io/v1alpha1', 'SelfSubjectReview'],
  [
    REVIEW,
    'authorization.k8s.io/v1beta1',
    'LocalSubjectAccessReview',
    'SelfSubjectAccessReview',
    'SelfSubjectRulesReview',
    'SubjectAccessReview',
  ],
  [REVIEW, 'policy/v1beta1', 'Eviction'],
  [CONTROLLER, 'events.k8s.io/v1beta1', 'Event'],
  [CONTROLLER, 'apidiscovery.k8s.io/v2beta1', 'APIGroupDiscovery'],
  [CONTROLLER, 'coordination.k8s.io/v1alpha2', 'LeaseCandidate'],
  [CONTROLLER, 'coordination.k8s.io/v1beta1', 'LeaseCandidate'],
  [DEVICES, 'resource.k8s.io/v1beta1', 'DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice'],
  [DEVICES, 'resource.k8s.io/v1beta2', 'DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice'],
  [NONE_STABLE, 'resource.k8s.io/v1alpha3', 'DeviceTaintRule', 'ResourcePoolStatusRequest'],
  [DEVICES, 'resource.k8s.io/v1alpha3', 'DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice'],
  [NONE_STABLE, 'resource.k8s.io/v1beta2', 'DeviceTaintRule'],
  [NONE_STABLE, 'certificates.k8s.io/v1alpha1', 'ClusterTrustBundle'],
  [NONE_STABLE, 'certificates.k8s.io/v1beta1', 'ClusterTrustBundle', 'PodCertificateRequest'],
  [NONE_STABLE, 'certificates.k8s.io/v1alpha1', 'PodCertificateRequest'],
  [NONE_STABLE, 'scheduling.k8s.io/v1alpha1', 'Workload'],
  [NONE_STABLE, 'storagemigration.k8s.io/v1alpha1', 'StorageVersionMigration'],
  [NONE_STABLE, 'storagemigration.k8s.io/v1beta1', 'StorageVersionMigration'],
  [NONE_STABLE, 'lifecycle.k8s.io/v1alpha1', 'Eviction', 'EvictionRequest'],
  [NONE_STABLE, 'scheduling.k8s.io/v1beta1', 'PodGroup', 'Workload'],
]

/** Reasons by old apiVersion and kind. */
export const JUDGEMENTS: Readonly<Record<string, string>> = Object.fromEntries(
  WHY.flatMap(([reason, apiVersion, ...kinds]) => kinds.map((kind) => [`${apiVersion} ${kind}`, reason])),
)
