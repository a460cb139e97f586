import { type Migrations, unchanged } from './migration.ts'

/** Kinds whose fields are the same in the version that stays: from → to, and the kinds. */
const SAME: readonly (readonly [from: string, to: string, ...kinds: readonly string[]])[] = [
  ['apps/v1beta1', 'apps/v1', 'ControllerRevision'],
  ['apps/v1beta2', 'apps/v1', 'ControllerRevision'],
  ['extensions/v1beta1', 'networking.k8s.io/v1', 'NetworkPolicy'],
  ['networking.k8s.io/v1beta1', 'networking.k8s.io/v1', 'IngressClass', 'IPAddress', 'ServiceCIDR'],
  ['batch/v1beta1', 'batch/v1', 'CronJob'],
  ['rbac.authorization.k8s.io/v1beta1', 'rbac.authorization.k8s.io/v1', 'Role', 'ClusterRole'],
  ['scheduling.k8s.io/v1beta1', 'scheduling.k8s.io/v1', 'PriorityClass'],
  ['coordination.k8s.io/v1beta1', 'coordination.k8s.io/v1', 'Lease'],
  ['apiregistration.k8s.io/v1beta1', 'apiregistration.k8s.io/v1', 'APIService'],
  ['storage.k8s.io/v1alpha1', 'storage.k8s.io/v1', 'CSIStorageCapacity', 'VolumeAttachment', 'VolumeAttributesClass'],
  [
    'storage.k8s.io/v1beta1',
    'storage.k8s.io/v1',
    'CSIDriver',
    'CSINode',
    'CSIStorageCapacity',
    'StorageClass',
    'VolumeAttachment',
    'VolumeAttributesClass',
  ],
  ['flowcontrol.apiserver.k8s.io/v1beta1', 'flowcontrol.apiserver.k8s.io/v1', 'FlowSchema'],
  ['flowcontrol.apiserver.k8s.io/v1beta2', 'flowcontrol.apiserver.k8s.io/v1', 'FlowSchema'],
  ['flowcontrol.apiserver.k8s.io/v1beta3', 'flowcontrol.apiserver.k8s.io/v1', 'FlowSchema'],
  [
    'admissionregistration.k8s.io/v1alpha1',
    'admissionregistration.k8s.io/v1',
    'ValidatingAdmissionPolicy',
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
  ],
  [
    'admissionregistration.k8s.io/v1beta1',
    'admissionregistration.k8s.io/v1',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
  ],
]

export const UNCHANGED_MIGRATIONS: Migrations = Object.fromEntries(
  SAME.flatMap(([from, to, ...kinds]) => kinds.map((kind) => [`${from} ${kind}`, { to, migrate: unchanged }])),
)
