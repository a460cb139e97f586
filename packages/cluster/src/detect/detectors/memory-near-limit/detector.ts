import { parseQuantity } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import { type ContainerState, containerStates } from '../../container-states.ts'
import { detector, finding } from '../../detector.ts'
import { HOUR, MINUTE, spanText } from '../../durations.ts'
import { fieldEvidence, metricEvidence } from '../../evidence.ts'
import { nameContainer } from '../../restarts.ts'
import { type SteadyRise, steadyRise } from '../../steady-rise.ts'
import { sizeText } from '../../volume-usage.ts'

/** Below this share of its limit a container has room for what comes. */
const NEAR = 0.8
/** A shorter look sees a warm-up. */
const LEAST_LOOK = 10 * MINUTE
/** What it gained in that time must be more than the ups and downs of a garbage collector. */
const LEAST_RISE = 0.05
/** A limit that is reached later than this is no news of today, nor one further off than three times what was seen. */
const LATEST = 2 * HOUR
const REACH = 3

export default detector({
  id: 'memory-near-limit',
  group: 'logs',
  title: 'The memory of a container grows towards its limit',
  why: 'At the limit the kernel kills it; it loses what it was doing, and starts anew.',
  help: 'Find what keeps the memory, or raise the limit.',
  severity: 'warning',
  reads: ['Pod', 'metrics'],
  effect: 'degraded',
  // It works until it is killed: what is broken now has another cause.
  explains: [],
  suspects: ['/spec/template/spec/containers/*/resources/limits/memory', '/spec/template/spec/containers/*/image'],

  *detect(state) {
    for (const { object, container: name, metric } of state.snapshot.metrics) {
      if (metric !== 'memory' || object.kind !== 'Pod' || name === undefined) continue
      const pod = state.find('Pod', object.namespace, object.name)
      const container = pod === undefined ? undefined : containerStates(pod).find((one) => one.name === name)
      const growth = pod === undefined || container === undefined ? undefined : growthOf(pod, container, state)
      if (pod === undefined || container === undefined || growth === undefined) continue
      const { used, limit, rise, left, series } = growth
      const at = new Date(state.now + left).toISOString().slice(11, 16)
      const text = `${sizeText(used)} of ${sizeText(limit)}, growing by ${sizeText(rise.slope * MINUTE)} a minute`
      yield finding(pod, {
        about: name,
        message: `${nameContainer(container)} uses ${text}: at that pace it reaches its memory limit in about ${spanText(left)}, at ${at} UTC.`,
        since: rise.since,
        evidence: [metricEvidence(series, text), fieldEvidence(pod, container.spec.at('resources', 'limits', 'memory'))],
        nextSteps: [{ text: 'See how much each container uses.', command: `kubectl top pod ${pod.name} -n ${pod.namespace} --containers` }],
      })
    }
  },
})

function growthOf(pod: LiveObject, container: ContainerState, state: ClusterState) {
  const limit = parseQuantity(container.spec.at('resources', 'limits', 'memory').value)
  const all = state.metric(pod, 'memory', container.name)
  const startedAt = timeOf(container.running.at('startedAt'))
  const used = all?.points.at(-1)?.[1] ?? 0
  if (limit === undefined || limit <= 0 || all === undefined || startedAt === undefined || used < NEAR * limit || used >= limit)
    return undefined
  // What an earlier instance used says nothing of this one.
  const rise: SteadyRise | undefined = steadyRise({ ...all, points: all.points.filter(([at]) => at >= startedAt) })
  if (rise === undefined || rise.span < LEAST_LOOK || rise.slope * rise.span < LEAST_RISE * limit) return undefined
  const left = (limit - used) / rise.slope
  return left > Math.min(LATEST, REACH * rise.span) ? undefined : { used, limit, rise, left, series: all }
}
