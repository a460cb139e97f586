import { badValue, missingField, type Fields, type SchemaProblem } from '../problem.ts'
import { fieldsAt, has, itemsOf, textOf, textsOf } from '../read.ts'
import { unknownVolumes } from './pod.ts'
import type { Checks } from './check.ts'

/** What a workload asks of its pod template. */
export const WORKLOAD_CHECKS: Checks = {
  'core.v1.Pod': [(pod, pointer) => unknownVolumes(fieldsAt(pod, 'spec'), `${pointer}/spec`, [])],
  'core.v1.ReplicationControllerSpec': [checkReplicationSelector, alwaysRestarts, checkMounts],
  'apps.v1.DeploymentSpec': [checkSelector, alwaysRestarts, checkMounts, checkStrategy],
  'apps.v1.ReplicaSetSpec': [checkSelector, alwaysRestarts, checkMounts],
  'apps.v1.DaemonSetSpec': [checkSelector, alwaysRestarts, checkMounts],
  'apps.v1.StatefulSetSpec': [checkSelector, alwaysRestarts, checkMounts],
  'batch.v1.JobSpec': [endsSometime, checkMounts],
  'batch.v1.CronJobSpec': [checkSchedule],
}

function* checkSelector(spec: Fields, pointer: string): Generator<SchemaProblem> {
  if (!has(spec, 'selector') || !has(spec, 'template')) return
  const selector = fieldsAt(spec, 'selector')
  const expressions = selector['matchExpressions']
  const some = Array.isArray(expressions) && expressions.length > 0
  if (Object.keys(fieldsAt(selector, 'matchLabels')).length === 0 && !some) {
    yield badValue(`${pointer}/selector`, 'An empty selector would match every pod: give `matchLabels`.')
    return
  }
  yield* unmatched(
    fieldsAt(selector, 'matchLabels'),
    fieldsAt(spec, 'template', 'metadata', 'labels'),
    `${pointer}/template/metadata/labels`,
  )
  for (const [, { key, operator, values }] of itemsOf(selector, 'matchExpressions')) {
    const label = fieldsAt(spec, 'template', 'metadata', 'labels')[String(key)]
    const fits = operator === 'In' ? Array.isArray(values) && values.includes(label) : operator === 'Exists' ? label !== undefined : true
    if (!fits)
      yield badValue(
        `${pointer}/template/metadata/labels`,
        `The selector asks for label \`${String(key)}\` (${String(operator)}), and the pod template does not match.`,
      )
  }
}

/** A ReplicationController has a selector without `matchLabels`, or none: then the labels of its template are it. */
function* checkReplicationSelector(spec: Fields, pointer: string): Generator<SchemaProblem> {
  if (!has(spec, 'template')) return
  if (Object.keys({ ...fieldsAt(spec, 'selector'), ...fieldsAt(spec, 'template', 'metadata', 'labels') }).length === 0)
    yield missingField(`${pointer}/selector`)
  else yield* unmatched(fieldsAt(spec, 'selector'), fieldsAt(spec, 'template', 'metadata', 'labels'), `${pointer}/template/metadata/labels`)
}

function* unmatched(selector: Fields, labels: Fields, pointer: string): Generator<SchemaProblem> {
  for (const [key, value] of textsOf(selector)) {
    if ((labels[key] ?? undefined) === value) continue
    const found = has(labels, key) ? `\`${String(labels[key])}\`` : 'nothing'
    yield badValue(pointer, `The selector asks for label \`${key}: ${value}\`, and the pod template has ${found} there.`)
  }
}

/** Workloads that run until somebody stops them: their pods restart Always and have no deadline. */
function* alwaysRestarts(spec: Fields, pointer: string): Generator<SchemaProblem> {
  if (has(fieldsAt(spec, 'template', 'spec'), 'activeDeadlineSeconds')) {
    yield badValue(
      `${pointer}/template/spec/activeDeadlineSeconds`,
      'The pods of this workload take no `activeDeadlineSeconds`: for work that ends, use a Job.',
    )
  }
  const policy = textOf(fieldsAt(spec, 'template', 'spec'), 'restartPolicy') ?? ''
  if (!['OnFailure', 'Never'].includes(policy)) return
  yield badValue(
    `${pointer}/template/spec/restartPolicy`,
    `The pods of this workload must restart Always, not ${policy}: for work that ends, use a Job.`,
    'Always',
  )
}

function* endsSometime(spec: Fields, pointer: string): Generator<SchemaProblem> {
  const at = `${pointer}/template/spec/restartPolicy`
  if (!has(fieldsAt(spec, 'template'), 'spec')) return
  const policy = textOf(fieldsAt(spec, 'template', 'spec'), 'restartPolicy') ?? ''
  if (policy === '') yield missingField(at, 'The pods of a Job need `restartPolicy: OnFailure` or `Never`.')
  else if (policy === 'Always')
    yield badValue(at, 'The pods of a Job may not restart Always: write OnFailure or Never.', 'OnFailure or Never')
}

function* checkMounts(spec: Fields, pointer: string): Generator<SchemaProblem> {
  const claims = itemsOf(spec, 'volumeClaimTemplates').map(([, claim]) => textOf(fieldsAt(claim, 'metadata'), 'name') ?? '')
  yield* unknownVolumes(fieldsAt(spec, 'template', 'spec'), `${pointer}/template/spec`, claims)
}

function* checkStrategy(spec: Fields, pointer: string): Generator<SchemaProblem> {
  const strategy = fieldsAt(spec, 'strategy')
  const rolling = fieldsAt(strategy, 'rollingUpdate')
  if (isZero(rolling['maxSurge']) && isZero(rolling['maxUnavailable'])) {
    yield badValue(
      `${pointer}/strategy/rollingUpdate/maxUnavailable`,
      'It may not be 0 while `maxSurge` is 0: no pod could ever be replaced.',
    )
  }
  if (strategy['type'] !== 'Recreate' || !has(strategy, 'rollingUpdate')) return
  yield badValue(`${pointer}/strategy/rollingUpdate`, 'Strategy `Recreate` takes no `rollingUpdate`.')
}

function isZero(value: unknown): boolean {
  return value === 0 || value === '0%'
}

function* checkSchedule(spec: Fields, pointer: string): Generator<SchemaProblem> {
  const schedule = textOf(spec, 'schedule')
  if (schedule === undefined || schedule.startsWith('@')) return
  const fields = schedule
    .replace(/^(CRON_)?TZ=\S+\s+/, '')
    .trim()
    .split(/\s+/)
  if (fields.length === 5 && fields.every((field) => /^[-*/,?0-9A-Za-z]+$/.test(field))) return
  yield badValue(`${pointer}/schedule`, `\`${schedule}\` is no schedule: it has five fields, as in \`*/10 * * * *\`.`)
}
