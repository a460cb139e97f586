import { parseQuantity } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import { HOUR, MINUTE, spanText } from '../detect/durations.ts'
import { type EvidenceRecord, fieldEvidence, metricEvidence } from '../detect/evidence.ts'
import { sizeText } from '../detect/volume-usage.ts'
import { diskForecast } from './disk-forecast.ts'
import { type Foreseen, whenText } from './foreseen.ts'
import { FRESH } from './memory-runs-out.ts'
import { forecastOf, type Reach } from './run-out.ts'

const REACH: Reach = { horizon: 6 * HOUR, times: 3, leastSpan: 30 * MINUTE, leastRise: 0.05 }

/** Nodes whose memory or disk is used up: pods are evicted shortly before. */
export function* nodesRunOut(state: ClusterState): Generator<Foreseen> {
  for (const node of state.list('Node')) {
    const memory = memoryOf(node, state)
    if (memory !== undefined) yield memory
    for (const what of ['bytes', 'inodes'] as const) {
      const disk = diskForecast(node, what, state)
      if (disk === undefined) continue
      yield {
        ...disk,
        message: `The disk of node \`${node.name}\` is ${disk.level} and grows by ${disk.pace}: at that pace it is full ${disk.when}; pods are evicted before.`,
      }
    }
  }
}

function memoryOf(node: LiveObject, state: ClusterState): Foreseen | undefined {
  const series = state.metric(node, 'memory')
  const capacity = node.status.at('capacity', 'memory')
  const limit = parseQuantity(capacity.value)
  if (series === undefined || limit === undefined || (series.points.at(-1)?.[0] ?? 0) < state.now - FRESH) return undefined
  const forecast = forecastOf(series.points, limit, state.now, REACH)
  if (forecast === undefined) return undefined
  const { trend, end } = forecast
  const used = `${sizeText(series.points.at(-1)?.[1] ?? 0)} of ${sizeText(limit)}`
  const pace = `${sizeText(trend.slope * MINUTE)} a minute`
  const evidence: EvidenceRecord[] = [metricEvidence(series, `${used} used, growing by ${pace}`), fieldEvidence(node, capacity)]
  return {
    kind: 'runs-out',
    what: 'memory',
    object: node.reference,
    message: `Node \`${node.name}\` uses ${used} of memory and grows by ${pace}: at that pace it is full ${whenText(end, state.now, spanText)}; pods are evicted before.`,
    runOut: end,
    since: trend.since,
    evidence,
    points: series.points,
    limit,
  }
}
