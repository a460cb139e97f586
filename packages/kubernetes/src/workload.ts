import type { Field } from './field.ts'
import type { KubernetesObject } from './kubernetes-object.ts'
import type { PathStep } from './pointer.ts'
import { table } from './table.ts'

const TEMPLATE_PATHS = table<readonly PathStep[]>({
  Pod: [],
  PodTemplate: ['template'],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  DeploymentConfig: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
})

/** Kinds that hold a pod spec. */
export const WORKLOAD_KINDS: readonly string[] = Object.keys(TEMPLATE_PATHS)

/** Workloads that are meant to run until someone stops them. */
export const LONG_RUNNING_KINDS: readonly string[] = [
  'Pod',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'DeploymentConfig',
]

/** Workloads with `spec.replicas`. */
export const REPLICATED_KINDS: readonly string[] = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController', 'DeploymentConfig']

/** The pod template (for a Pod, the pod itself): has `metadata` and `spec`. Undefined for other kinds. */
export function podTemplate(object: KubernetesObject): Field | undefined {
  return object.remember(computePodTemplate)
}

function computePodTemplate(object: KubernetesObject): Field | undefined {
  const path = TEMPLATE_PATHS[object.kind]
  if (path === undefined || !isBuiltInGroup(object)) return undefined
  const template = object.at(...path)
  return template.at('spec').exists ? template : undefined
}

/** A kind of the same name in another group (a Knative `Service`, a Volcano `Job`) is not ours to judge. */
function isBuiltInGroup(object: KubernetesObject): boolean {
  return ['', 'apps', 'batch', 'extensions', 'apps.openshift.io'].includes(object.group)
}

/** The pod spec inside any controller. Undefined for kinds without one. */
export function podSpec(object: KubernetesObject): Field | undefined {
  return podTemplate(object)?.at('spec')
}

export type ContainerList = 'containers' | 'initContainers' | 'ephemeralContainers'

/** Every container of the pod spec: ordinary, init and ephemeral ones unless told which. */
export function containers(object: KubernetesObject, ...lists: readonly ContainerList[]): readonly Field[] {
  if (lists.length === 0) return object.remember(allContainers)
  const spec = podSpec(object)
  return spec === undefined ? [] : lists.flatMap((list) => spec.at(list).items())
}

function allContainers(object: KubernetesObject): readonly Field[] {
  return containers(object, 'containers', 'initContainers', 'ephemeralContainers')
}

/** An init container with restartPolicy Always: a sidecar. */
export function isSidecar(container: Field): boolean {
  return container.path.at(-2) === 'initContainers' && container.at('restartPolicy').is('Always')
}

/** Every volume of the pod spec. */
export function volumes(object: KubernetesObject): readonly Field[] {
  return podSpec(object)?.at('volumes').items() ?? []
}

/** Desired replicas; 1 where the field is absent, as the API server defaults it. Undefined for kinds without replicas. */
export function replicas(object: KubernetesObject): number | undefined {
  if (!REPLICATED_KINDS.includes(object.kind)) return undefined
  return object.at('spec', 'replicas').number ?? 1
}

/** Every claim of the object: a PersistentVolumeClaim itself, or a StatefulSet's volumeClaimTemplates, or a generic ephemeral volume's template. */
export function volumeClaims(object: KubernetesObject): readonly Field[] {
  if (object.kind === 'PersistentVolumeClaim' && object.group === '') return [object.root]
  const templates = object.kind === 'StatefulSet' ? object.at('spec', 'volumeClaimTemplates').items() : []
  const ephemeral = volumes(object)
    .map((volume) => volume.at('ephemeral', 'volumeClaimTemplate'))
    .filter((template) => template.exists)
  return [...templates, ...ephemeral]
}

/** The storage class that a claim names, from the field or from the old annotation. */
export function storageClassField(claim: Field): Field {
  const old = claim.at('metadata', 'annotations', 'volume.beta.kubernetes.io/storage-class')
  return old.exists ? old : claim.at('spec', 'storageClassName')
}

/** True when a claim asks for access from several nodes (ReadWriteMany, ReadOnlyMany). */
export function needsSharedAccess(claim: Field): boolean {
  return claim
    .at('spec', 'accessModes')
    .items()
    .some((mode) => mode.is('ReadWriteMany') || mode.is('ReadOnlyMany'))
}
