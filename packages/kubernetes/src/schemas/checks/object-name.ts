import { badValue, missingField, type Fields, type SchemaProblem } from '../problem.ts'
import { fieldsAt, has, textOf } from '../read.ts'
import { isDnsLabel, isDnsSubdomain, isPathSegment } from '../syntax.ts'

/** Kinds that are created to ask something: they have no name. */
const NAMELESS = /Review$|^(TokenRequest|Eviction|Binding|Scale)$/
const RBAC = new Set(['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'])
const LABEL_NAMED = new Set(['Namespace', 'Service'])
const SUBDOMAIN_NAMED = new Set([
  'ConfigMap',
  'CronJob',
  'DaemonSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'Ingress',
  'IngressClass',
  'Job',
  'LimitRange',
  'NetworkPolicy',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Pod',
  'PodDisruptionBudget',
  'PriorityClass',
  'ReplicaSet',
  'ReplicationController',
  'ResourceQuota',
  'Secret',
  'ServiceAccount',
  'StatefulSet',
  'StorageClass',
])
const CRON_JOB_LENGTH = 52

/** The name of an object: there, and of the syntax its kind asks for. */
export function* checkName(object: Fields, kind: string): Generator<SchemaProblem> {
  if (NAMELESS.test(kind)) return
  const metadata = fieldsAt(object, 'metadata')
  const name = textOf(metadata, 'name') ?? ''
  if (has(metadata, 'name') && typeof metadata['name'] !== 'string') return
  if (name === '') {
    if ((textOf(metadata, 'generateName') ?? '') === '') yield missingField('/metadata/name', 'An object needs a name, in `metadata.name`.')
    return
  }
  const problem = nameProblem(name, kind)
  if (problem !== undefined) yield badValue('/metadata/name', problem)
}

function nameProblem(name: string, kind: string): string | undefined {
  if (RBAC.has(kind)) return isPathSegment(name) ? undefined : `\`${name}\` cannot be the name of a ${kind}: it may not contain / or %.`
  if (LABEL_NAMED.has(kind)) {
    return isDnsLabel(name)
      ? undefined
      : `\`${name}\` cannot be the name of a ${kind}: lower-case letters, digits and -, a letter or digit at both ends, at most 63.`
  }
  if (!SUBDOMAIN_NAMED.has(kind)) return undefined
  if (!isDnsSubdomain(name))
    return `\`${name}\` cannot be the name of a ${kind}: lower-case letters, digits, - and ., a letter or digit at both ends, at most 253.`
  return kind === 'CronJob' && name.length > CRON_JOB_LENGTH
    ? `The name of a CronJob has at most ${CRON_JOB_LENGTH} characters: its Jobs add 11.`
    : undefined
}
