import { badValue, missingField, type Fields, type SchemaProblem } from '../problem.ts'
import { has } from '../read.ts'
import type { Check, Checks } from './check.ts'

const SPEC = ['spec']

/** Fields that the types leave optional and the API server does not. */
const REQUIRED: { readonly [definition: string]: readonly string[] } = {
  'apps.v1.DaemonSet': SPEC,
  'apps.v1.Deployment': SPEC,
  'apps.v1.ReplicaSet': SPEC,
  'apps.v1.ReplicaSetSpec': ['template'],
  'apps.v1.StatefulSet': SPEC,
  'autoscaling.v1.CrossVersionObjectReference': ['apiVersion'],
  'autoscaling.v1.HorizontalPodAutoscaler': SPEC,
  'autoscaling.v2.CrossVersionObjectReference': ['apiVersion'],
  'autoscaling.v2.HorizontalPodAutoscaler': SPEC,
  'batch.v1.CronJob': SPEC,
  'batch.v1.Job': SPEC,
  'batch.v1.JobTemplateSpec': SPEC,
  'core.v1.ConfigMapEnvSource': ['name'],
  'core.v1.ConfigMapKeySelector': ['name'],
  'core.v1.ConfigMapProjection': ['name'],
  'core.v1.ConfigMapVolumeSource': ['name'],
  'core.v1.EphemeralVolumeSource': ['volumeClaimTemplate'],
  'core.v1.ExecAction': ['command'],
  'core.v1.PersistentVolume': SPEC,
  'core.v1.PersistentVolumeClaim': SPEC,
  'core.v1.PersistentVolumeSpec': ['accessModes', 'capacity'],
  'core.v1.Pod': SPEC,
  'core.v1.PodTemplateSpec': SPEC,
  'core.v1.ReplicationController': SPEC,
  'core.v1.ReplicationControllerSpec': ['template'],
  'core.v1.SecretEnvSource': ['name'],
  'core.v1.SecretKeySelector': ['name'],
  'core.v1.SecretProjection': ['name'],
  'core.v1.SecretVolumeSource': ['secretName'],
  'core.v1.Service': SPEC,
  'networking.v1.Ingress': SPEC,
  'networking.v1.IngressClass': SPEC,
  'networking.v1.IngressClassSpec': ['controller'],
  'networking.v1.IngressServiceBackend': ['port'],
}

/** Types of which exactly one of some fields is given. */
const ONE_OF: { readonly [definition: string]: readonly string[] } = {
  'core.v1.EnvFromSource': ['configMapRef', 'secretRef'],
  'core.v1.EnvVarSource': ['configMapKeyRef', 'fieldRef', 'fileKeyRef', 'resourceFieldRef', 'secretKeyRef'],
  'core.v1.LifecycleHandler': ['exec', 'httpGet', 'sleep', 'tcpSocket'],
  'core.v1.Probe': ['exec', 'grpc', 'httpGet', 'tcpSocket'],
  'networking.v1.IngressBackend': ['service', 'resource'],
}

/** Required fields, and choices between fields. */
export const REQUIRED_CHECKS: Checks = Object.fromEntries([
  ...Object.entries(REQUIRED).map(([definition, fields]) => [definition, [needs(fields)]] as const),
  ...Object.entries(ONE_OF).map(([definition, fields]) => [definition, [needsOne(fields)]] as const),
])

/** Whether the API server takes a value for none: a text, list or object without content. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)
}

function needs(fields: readonly string[]): Check {
  return function* (object: Fields, pointer: string): Generator<SchemaProblem> {
    for (const field of fields) {
      const absent = field === 'spec' ? !has(object, field) : isEmpty(object[field])
      if (absent) yield missingField(`${pointer}/${field}`)
    }
  }
}

function needsOne(fields: readonly string[]): Check {
  return function* (object: Fields, pointer: string): Generator<SchemaProblem> {
    const given = fields.filter((field) => has(object, field))
    if (given.length === 0) yield missingField(`${pointer}/${fields[0] ?? ''}`, `One of ${fields.join(', ')} is required.`)
    else if (given.length > 1)
      yield badValue(`${pointer}/${given[1] ?? ''}`, `Only one of ${fields.join(', ')} may be given, and here are ${given.join(' and ')}.`)
  }
}
