import type { KubernetesObject, Schemas } from '@aks-copilot/kubernetes'

/** Groups that Kubernetes itself serves, or once served. Every other group with a dot in its name belongs to someone else. */
const GROUPS = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'auditregistration.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'settings.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io',
])
const SHORT_GROUPS = new Set(['', 'apps', 'autoscaling', 'batch', 'extensions', 'policy'])
/** Files of tools that say `apiVersion: v1`, too. */
const OF_TOOLS = new Set(['Config', 'Status'])

/**
 * Whether an object can only be of Kubernetes itself. A custom resource has a group with a dot; a group without one that is not
 * known is taken for a slip only where Kubernetes has the kind, since tools write such files, too.
 */
export function isBuiltInGroup(object: KubernetesObject, schemas: Schemas): boolean {
  const { group, kind, apiVersion } = object
  if (GROUPS.has(group)) return true
  if (SHORT_GROUPS.has(group)) return !OF_TOOLS.has(kind) && (group !== '' || /^v\d/.test(apiVersion))
  return !group.includes('.') && schemas.versionsOf(kind).length > 0
}

/** The stable apiVersion that serves a kind, when exactly one API group has it. */
export function stableVersionOf(kind: string, schemas: Schemas): string | undefined {
  const stable = schemas.versionsOf(kind).filter((apiVersion) => !/(alpha|beta)\d+$/.test(apiVersion))
  const groups = new Set(stable.map((apiVersion) => apiVersion.replace(/\/?[^/]*$/, '')))
  return groups.size === 1 ? stable[0] : undefined
}
