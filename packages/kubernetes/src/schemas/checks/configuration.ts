import { badValue, below, missingField, type Fields, type SchemaProblem } from '../problem.ts'
import { fieldsAt, has, numberOf } from '../read.ts'
import { isDataKey } from '../syntax.ts'
import { isEmpty } from './required.ts'
import type { Checks } from './check.ts'

const METRICS = new Set(['containerResource', 'external', 'object', 'pods', 'resource'])

/** ConfigMaps, Secrets, claims, volumes, autoscalers, roles. */
export const CONFIGURATION_CHECKS: Checks = {
  'core.v1.ConfigMap': [(object, pointer) => dataKeys(object, pointer, ['data', 'binaryData']), checkDoubleKeys],
  'core.v1.Secret': [(object, pointer) => dataKeys(object, pointer, ['data', 'stringData'])],
  'core.v1.PersistentVolumeClaimSpec': [checkClaim],
  'autoscaling.v2.HorizontalPodAutoscalerSpec': [checkReplicaBounds],
  'autoscaling.v1.HorizontalPodAutoscalerSpec': [checkReplicaBounds],
  'autoscaling.v2.MetricSpec': [checkMetric],
  'rbac.v1.PolicyRule': [checkRule],
  'policy.v1.PodDisruptionBudgetSpec': [checkBudget],
}

function* dataKeys(object: Fields, pointer: string, fields: readonly string[]): Generator<SchemaProblem> {
  for (const field of fields) {
    for (const key of Object.keys(fieldsAt(object, field))) {
      if (!isDataKey(key))
        yield badValue(below(pointer, field, key), `\`${key}\` cannot be a key: letters, digits, -, _ and ., at most 253.`)
    }
  }
}

function* checkDoubleKeys(object: Fields, pointer: string): Generator<SchemaProblem> {
  const data = fieldsAt(object, 'data')
  for (const key of Object.keys(fieldsAt(object, 'binaryData'))) {
    if (Object.hasOwn(data, key)) yield badValue(below(pointer, 'binaryData', key), `Key \`${key}\` is in \`data\` too.`)
  }
}

function* checkClaim(claim: Fields, pointer: string): Generator<SchemaProblem> {
  const modes = claim['accessModes'] ?? []
  if (Array.isArray(modes) && modes.length === 0) yield missingField(`${pointer}/accessModes`)
  const requests = fieldsAt(claim, 'resources', 'requests')
  if (!has(requests, 'storage')) yield missingField(`${pointer}/resources/requests/storage`)
}

function* checkReplicaBounds(spec: Fields, pointer: string): Generator<SchemaProblem> {
  const [least, most] = [numberOf(spec, 'minReplicas'), numberOf(spec, 'maxReplicas')]
  if (least !== undefined && most !== undefined && least > most) {
    yield badValue(`${pointer}/maxReplicas`, `\`maxReplicas\` (${most}) must not be less than \`minReplicas\` (${least}).`)
  }
}

function* checkBudget(budget: Fields, pointer: string): Generator<SchemaProblem> {
  if (has(budget, 'minAvailable') && has(budget, 'maxUnavailable')) {
    yield badValue(`${pointer}/maxUnavailable`, 'A budget has either `minAvailable` or `maxUnavailable`.')
  }
}

/** A metric of type Resource is described under `resource`, and so on. */
function* checkMetric(metric: Fields, pointer: string): Generator<SchemaProblem> {
  const type = metric['type']
  if (typeof type !== 'string' || type === '') return
  const field = `${type[0]?.toLowerCase() ?? ''}${type.slice(1)}`
  if (METRICS.has(field) && !has(metric, field)) yield missingField(`${pointer}/${field}`, `A metric of type ${type} needs \`${field}\`.`)
}

function* checkRule(rule: Fields, pointer: string): Generator<SchemaProblem> {
  if (!isEmpty(rule['nonResourceURLs'])) return
  for (const field of ['apiGroups', 'resources']) if (isEmpty(rule[field])) yield missingField(`${pointer}/${field}`)
}
