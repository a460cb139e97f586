import type { KubernetesObject } from '@aks-copilot/kubernetes'

/** Kinds that OpenShift 3 wrote with `apiVersion: v1`, by the group that owns them since. Kubernetes has none of them in v1. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'apps.openshift.io': ['DeploymentConfig'],
  'authorization.openshift.io': [
    'ClusterRole',
    'ClusterRoleBinding',
    'Role',
    'RoleBinding',
    'RoleBindingRestriction',
    'Policy',
    'PolicyBinding',
    'ClusterPolicy',
    'ClusterPolicyBinding',
  ],
  'build.openshift.io': ['Build', 'BuildConfig'],
  'image.openshift.io': [
    'Image',
    'ImageSignature',
    'ImageStream',
    'ImageStreamImage',
    'ImageStreamImport',
    'ImageStreamMapping',
    'ImageStreamTag',
  ],
  'network.openshift.io': ['ClusterNetwork', 'EgressNetworkPolicy', 'HostSubnet', 'NetNamespace'],
  'oauth.openshift.io': ['OAuthAccessToken', 'OAuthAuthorizeToken', 'OAuthClient', 'OAuthClientAuthorization'],
  'project.openshift.io': ['Project', 'ProjectRequest'],
  'quota.openshift.io': ['AppliedClusterResourceQuota', 'ClusterResourceQuota'],
  'route.openshift.io': ['Route'],
  'security.openshift.io': ['SecurityContextConstraints'],
  'template.openshift.io': ['Template'],
  'user.openshift.io': ['Group', 'Identity', 'User', 'UserIdentityMapping'],
}

const GROUP_OF_KIND = new Map(Object.entries(GROUPS).flatMap(([group, kinds]) => kinds.map((kind) => [kind, group] as const)))

/** The OpenShift API group of an object, also where an old file says `v1`; undefined for anything else. */
export function openShiftGroup(object: KubernetesObject): string | undefined {
  if (object.apiVersion === 'v1') return GROUP_OF_KIND.get(object.kind)
  return object.group.endsWith('.openshift.io') ? object.group : undefined
}

/** Whether an object is of this OpenShift group, and of one of the kinds where some are named: `isOpenShift(object, 'image.openshift.io', 'ImageStream')`. */
export function isOpenShift(object: KubernetesObject, group: string, ...kinds: readonly string[]): boolean {
  return openShiftGroup(object) === group && (kinds.length === 0 || kinds.includes(object.kind))
}
