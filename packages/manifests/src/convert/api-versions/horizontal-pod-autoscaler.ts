import { type Field, type KubernetesObject, table } from '@aks-copilot/kubernetes'
import { set } from '../../inspect/rule.ts'
import { mapped, type Migrations, NO_STEPS, type Steps, together, type Undecided, unchanged, undecided } from './migration.ts'

/** Autoscalers before v2, gone since 1.25 and 1.26. The fields of v2beta2 are those of v2. */
export const AUTOSCALER_MIGRATIONS: Migrations = {
  'autoscaling/v2beta1 HorizontalPodAutoscaler': { to: 'autoscaling/v2', migrate },
  'autoscaling/v2beta2 HorizontalPodAutoscaler': { to: 'autoscaling/v2', migrate: unchanged },
}

type Shape = (source: Field) => Readonly<Record<string, unknown>> | undefined

/** Each source of a metric in v2beta1 and what it is in v2; undefined where the old form says too little. */
const SHAPES = table<Shape>({
  resource: (source) => withTarget({ name: source.at('name').value }, target(source)),
  containerResource: (source) => withTarget({ name: source.at('name').value, container: source.at('container').value }, target(source)),
  pods: (source) => withTarget({ metric: metric(source, 'selector') }, target(source)),
  object: (source) =>
    withTarget({ describedObject: source.at('target').value, metric: metric(source, 'selector') }, target(source, 'averageValue')),
  external: (source) => withTarget({ metric: metric(source, 'metricSelector') }, target(source)),
})

function migrate(object: KubernetesObject): Steps | Undecided {
  const sources = object
    .at('spec', 'metrics')
    .items()
    .flatMap((one) =>
      Object.keys(SHAPES)
        .map((name) => one.at(name))
        .filter((source) => source.exists),
    )
  const steps = sources.map(sourceSteps)
  const unclear = sources.find((_, index) => steps[index] === undefined)
  if (unclear !== undefined)
    return undecided(`Give the metric at \`${unclear.pointer}\` a target: autoscaling/v2 asks for \`target.type\` and a value.`)
  return together(...steps.filter((step) => step !== undefined))
}

/** A file may already have the form of v2, which v2beta1 never took. */
function sourceSteps(source: Field): Steps | undefined {
  if (source.at('metric').exists || source.at('describedObject').exists || source.at('target', 'type').exists) return NO_STEPS
  const shape = SHAPES[String(source.key)]?.(source)
  return shape === undefined ? undefined : mapped(source, 'the form of autoscaling/v2, with `metric` and `target`', set(source, shape))
}

function withTarget(
  fields: Readonly<Record<string, unknown>>,
  value: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, unknown>> | undefined {
  return value === undefined ? undefined : { ...fields, target: value }
}

function target(source: Field, average = 'targetAverageValue'): Readonly<Record<string, unknown>> | undefined {
  const [percent, mean, value] = [source.at('targetAverageUtilization'), source.at(average), source.at('targetValue')]
  if (percent.exists) return { type: 'Utilization', averageUtilization: percent.value }
  if (mean.exists) return { type: 'AverageValue', averageValue: mean.value }
  return value.exists ? { type: 'Value', value: value.value } : undefined
}

function metric(source: Field, selector: string): Readonly<Record<string, unknown>> {
  const labels = source.at(selector)
  return { name: source.at('metricName').value, ...(labels.exists ? { selector: labels.value } : {}) }
}
