import { type Field, parseQuantity } from '@aks-copilot/kubernetes'
import type { LiveObject } from '../../../context/live-object.ts'

/** Within a tenth of its target a metric makes no autoscaler move. */
const TOLERANCE = 1.1

/** Where each kind of metric keeps its name. */
const PLACES = {
  Resource: 'resource',
  ContainerResource: 'containerResource',
  Pods: 'pods',
  Object: 'object',
  External: 'external',
} as const

/** The first metric that is above its target, as the autoscaler measured it last. */
export function metricAboveTarget(autoscaler: LiveObject): { readonly text: string; readonly field: Field } | undefined {
  for (const wanted of autoscaler.spec.at('metrics').items()) {
    const place = PLACES[wanted.at('type').text as keyof typeof PLACES]
    const name = nameOf(wanted.at(place))
    const measured = autoscaler.status
      .at('currentMetrics')
      .items()
      .find((one) => one.at('type').is(wanted.at('type').text ?? '') && nameOf(one.at(place)) === name)
    const above = measured === undefined ? undefined : compare(name, measured.at(place, 'current'), wanted.at(place, 'target'))
    if (above !== undefined) return above
  }
  return undefined
}

function nameOf(metric: Field): string {
  return metric.at('name').text ?? metric.at('metric', 'name').text ?? ''
}

function compare(name: string, current: Field, target: Field): { text: string; field: Field } | undefined {
  const share = current.at('averageUtilization')
  const wanted = target.at('averageUtilization').number
  if (share.number !== undefined && wanted !== undefined) {
    return share.number > wanted * TOLERANCE
      ? { text: `${name} is at ${share.number} % of its request, with ${wanted} % as the target`, field: share }
      : undefined
  }
  for (const key of ['averageValue', 'value']) {
    const [now, aim] = [current.at(key), target.at(key)]
    const [left, right] = [parseQuantity(now.value), parseQuantity(aim.value)]
    if (left !== undefined && right !== undefined && left > right * TOLERANCE)
      return { text: `${name} is at ${now.scalar}, with ${aim.scalar} as the target`, field: now }
  }
  return undefined
}
