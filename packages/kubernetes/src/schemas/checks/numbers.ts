import { badValue, type Fields, type SchemaProblem } from '../problem.ts'
import { numberOf } from '../read.ts'
import type { Check, Checks } from './check.ts'

type Range = readonly [least: number, most: number]

const PORT: Range = [1, 65_535]
const COUNT: Range = [0, Infinity]
const POSITIVE: Range = [1, Infinity]
const PERCENT_WEIGHT: Range = [1, 100]

/** Numbers that have a range: definition → field → range. */
const RANGES: { readonly [definition: string]: { readonly [field: string]: Range } } = {
  'apps.v1.DaemonSetSpec': { minReadySeconds: COUNT, revisionHistoryLimit: COUNT },
  'apps.v1.DeploymentSpec': { replicas: COUNT, minReadySeconds: COUNT, revisionHistoryLimit: COUNT },
  'apps.v1.RollingUpdateStatefulSetStrategy': { partition: COUNT },
  'apps.v1.ReplicaSetSpec': { replicas: COUNT, minReadySeconds: COUNT },
  'apps.v1.StatefulSetSpec': { replicas: COUNT, minReadySeconds: COUNT },
  'autoscaling.v1.HorizontalPodAutoscalerSpec': { minReplicas: COUNT, maxReplicas: POSITIVE },
  'autoscaling.v2.HorizontalPodAutoscalerSpec': { minReplicas: COUNT, maxReplicas: POSITIVE },
  'batch.v1.CronJobSpec': { startingDeadlineSeconds: COUNT, successfulJobsHistoryLimit: COUNT, failedJobsHistoryLimit: COUNT },
  'batch.v1.JobSpec': {
    parallelism: COUNT,
    completions: COUNT,
    backoffLimit: COUNT,
    activeDeadlineSeconds: COUNT,
    ttlSecondsAfterFinished: COUNT,
  },
  'core.v1.ContainerPort': { containerPort: PORT, hostPort: [0, 65_535] },
  'core.v1.GRPCAction': { port: PORT },
  'core.v1.HTTPGetAction': { port: PORT },
  'core.v1.PreferredSchedulingTerm': { weight: PERCENT_WEIGHT },
  'core.v1.Probe': {
    initialDelaySeconds: COUNT,
    timeoutSeconds: COUNT,
    periodSeconds: COUNT,
    successThreshold: COUNT,
    failureThreshold: COUNT,
  },
  'core.v1.ServicePort': { port: PORT, targetPort: PORT, nodePort: [-Infinity, 65_535] },
  'core.v1.TCPSocketAction': { port: PORT },
  'core.v1.TopologySpreadConstraint': { maxSkew: POSITIVE },
  'core.v1.WeightedPodAffinityTerm': { weight: PERCENT_WEIGHT },
  'networking.v1.ServiceBackendPort': { number: [0, 65_535] },
}

/** Numbers out of their range. */
export const NUMBER_CHECKS: Checks = Object.fromEntries(
  Object.entries(RANGES).map(([definition, ranges]) => [definition, [within(Object.entries(ranges))]]),
)

function within(ranges: readonly (readonly [field: string, range: Range])[]): Check {
  return (object, pointer) => outOfRange(object, pointer, ranges)
}

function* outOfRange(
  object: Fields,
  pointer: string,
  ranges: readonly (readonly [field: string, range: Range])[],
): Generator<SchemaProblem> {
  for (const [field, [least, most]] of ranges) {
    const value = numberOf(object, field)
    if (value === undefined || (value >= least && value <= most)) continue
    const expected = most === Infinity ? `at least ${least}` : `${least} to ${most}`
    yield badValue(`${pointer}/${field}`, `\`${field}\` must be ${expected}, and is ${value}.`, expected)
  }
}
