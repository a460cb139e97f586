import { parseQuantity } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import { HOUR, MINUTE, spanText } from '../detect/durations.ts'
import { fieldEvidence } from '../detect/evidence.ts'
import { type Foreseen, whenText } from './foreseen.ts'
import type { PastObjects } from './past-objects.ts'
import { forecastOf, type Reach } from './run-out.ts'
import type { Point } from './steady-trend.ts'

const REACH: Reach = { horizon: 24 * HOUR, times: 6, leastSpan: 30 * MINUTE, leastRise: 0.05 }
/** Use is looked up at so many times of the window. */
const LOOKS = 24
/** Counts go up by whole steps: fewer of them are a rollout or two, not a trend. */
const LEAST_STEPS = 5

/** Quotas that will be used up, from how their use was over the window. */
export function* quotasRunOut(state: ClusterState, past: PastObjects): Generator<Foreseen> {
  const quotas = state.list('ResourceQuota')
  if (quotas.length === 0) return
  const times = Array.from({ length: LOOKS }, (_, index) => state.now - ((LOOKS - index) * (state.window.to - state.window.from)) / LOOKS)
  const looks = times.map((at) => ({ at, byUid: new Map(past('ResourceQuota', at).map((quota) => [quota.uid, quota])) }))
  for (const quota of quotas) {
    const earlier = looks.flatMap(({ at, byUid }) => {
      const then = byUid.get(quota.uid)
      return then === undefined ? [] : [{ at, quota: then }]
    })
    for (const { key, value: hard } of quota.status.at('hard').entries()) {
      const found = useOf(quota, String(key), parseQuantity(hard), [...earlier, { at: state.now, quota }], state)
      if (found !== undefined) yield found
    }
  }
}

function useOf(
  quota: LiveObject,
  resource: string,
  limit: number | undefined,
  looks: readonly { readonly at: number; readonly quota: LiveObject }[],
  state: ClusterState,
): Foreseen | undefined {
  const points = looks.flatMap(({ at, quota: then }): Point[] => {
    const used = parseQuantity(then.status.at('used', resource).value)
    return used === undefined ? [] : [[at, used]]
  })
  if (limit === undefined || limit <= 0 || new Set(points.map(([, used]) => used)).size < LEAST_STEPS) return undefined
  const forecast = forecastOf(points, limit, state.now, REACH)
  if (forecast === undefined) return undefined
  const { trend, end } = forecast
  const [used, hard, before] = [quota.status.at('used', resource), quota.status.at('hard', resource), looks[0]?.quota]
  const then = before?.status.at('used', resource).scalar ?? ''
  return {
    kind: 'runs-out',
    what: 'quota',
    object: quota.reference,
    about: resource,
    message: `ResourceQuota \`${quota.name}\`: ${used.scalar ?? ''} of ${hard.scalar ?? ''} \`${resource}\` are used, ${then} were ${spanText(trend.until - trend.since)} ago: at that pace it is used up ${whenText(end, state.now, spanText)}.`,
    runOut: end,
    since: trend.since,
    evidence: [fieldEvidence(quota, used), fieldEvidence(quota, hard)],
    points,
    limit,
  }
}
