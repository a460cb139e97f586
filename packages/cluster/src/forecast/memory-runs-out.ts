import { parseQuantity } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import { type LiveObject, objectKey, timeOf } from '../context/live-object.ts'
import { type ContainerState, containerStates } from '../detect/container-states.ts'
import { HOUR, MINUTE, spanText } from '../detect/durations.ts'
import { fieldEvidence, metricEvidence } from '../detect/evidence.ts'
import { sizeText } from '../detect/volume-usage.ts'
import { type Foreseen, whenText } from './foreseen.ts'
import { forecastOf, type Reach, type RunOut } from './run-out.ts'
import type { Trend } from './steady-trend.ts'
import type { MetricSeries } from '../context/records.ts'

const REACH: Reach = { horizon: 6 * HOUR, times: 2, leastSpan: 15 * MINUTE, leastRise: 0.05 }
/** A start loads code, fills caches, compiles: what memory does then says nothing of later. */
const WARM_UP = 5 * MINUTE
/** Older figures tell nothing of now. */
export const FRESH = 10 * MINUTE

interface Leak {
  readonly pod: LiveObject
  readonly container: ContainerState
  readonly series: MetricSeries
  readonly limit: number
  readonly trend: Trend
  readonly end: RunOut
}

/** Containers whose memory reaches its limit: the first pod of each workload, and how many others. */
export function* memoryRunsOut(state: ClusterState): Generator<Foreseen> {
  const leaks = state.snapshot.metrics.flatMap((series) => leakOf(series, state) ?? [])
  const groups = Map.groupBy(leaks, ({ pod, container }) => `${objectKey(state.topController(pod))} ${container.name}`)
  for (const group of groups.values()) {
    const [first, ...others] = group.toSorted((left, right) => left.end.at - right.end.at)
    if (first !== undefined) yield foreseen(first, others.length, state)
  }
}

function leakOf(series: MetricSeries, state: ClusterState): Leak | undefined {
  const { object, container: name, metric } = series
  if (metric !== 'memory' || object.kind !== 'Pod' || name === undefined) return undefined
  const pod = state.find('Pod', object.namespace, object.name)
  const container = pod === undefined ? undefined : containerStates(pod).find((one) => one.name === name)
  const startedAt = container === undefined ? undefined : timeOf(container.running.at('startedAt'))
  const limit = parseQuantity(container?.spec.at('resources', 'limits', 'memory').value)
  if (pod === undefined || container === undefined || startedAt === undefined || limit === undefined || pod.deletedAt !== undefined)
    return undefined
  if ((series.points.at(-1)?.[0] ?? 0) < state.now - FRESH) return undefined
  // What an earlier instance used says nothing of this one.
  const points = series.points.filter(([at]) => at >= startedAt + WARM_UP)
  const forecast = forecastOf(points, limit, state.now, REACH)
  return forecast === undefined ? undefined : { pod, container, series, limit, ...forecast }
}

function foreseen({ pod, container, series, limit, trend, end }: Leak, others: number, state: ClusterState): Foreseen {
  const used = `${sizeText(series.points.at(-1)?.[1] ?? 0)} of ${sizeText(limit)}`
  const pace = `${sizeText(trend.slope * MINUTE)} a minute`
  const more = others === 0 ? '' : `; so ${others === 1 ? 'does 1 more pod' : `do ${others} more pods`} of it, later`
  return {
    kind: 'runs-out',
    what: 'memory',
    object: state.topController(pod).reference,
    about: container.name,
    message: `Container \`${container.name}\` of pod \`${pod.name}\` uses ${used} of memory and grows by ${pace}: at that pace it reaches its limit ${whenText(end, state.now, spanText)}${more}.`,
    runOut: end,
    since: trend.since,
    evidence: [
      metricEvidence(series, `${used} used, growing by ${pace}`),
      fieldEvidence(pod, container.spec.at('resources', 'limits', 'memory')),
    ],
    points: series.points,
    limit,
  }
}
