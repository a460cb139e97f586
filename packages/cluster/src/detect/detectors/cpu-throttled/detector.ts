import type { ClusterState } from '../../../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import type { EventRecord, MetricSeries, Time } from '../../../context/records.ts'
import { type ContainerState, containerStates } from '../../container-states.ts'
import { detector, finding } from '../../detector.ts'
import { effectsFrom } from '../../effects-from.ts'
import { eventEvidence, fieldEvidence, metricEvidence } from '../../evidence.ts'
import { MINUTE } from '../../patience.ts'
import { editStep } from '../../pod-commands.ts'
import { isAboutContainer, nameContainer } from '../../restarts.ts'

/** A container that is stopped in so many of its periods is slow; below that, many are and nobody notices. */
const MUCH = 0.5
/** It must last: bursts are what limits are for. */
const SUSTAINED = 4 * MINUTE
/** One reading tells of the whole life of a container: of a life long enough for its start not to count. */
const LIFE = 5 * MINUTE
const RECENT = 10 * MINUTE

export default detector({
  id: 'cpu-throttled',
  group: 'logs',
  title: 'The CPU limit stops a container most of the time',
  why: 'It answers slowly, and its probes may time out, though the node has CPU to spare.',
  help: 'Raise the CPU limit, or remove it and keep the request.',
  severity: 'info',
  reads: ['Pod', 'Event', 'throttling metrics'],
  explains: [],
  suspects: ['/spec/template/spec/containers/*/resources/limits/cpu'],

  *detect(state) {
    for (const series of state.snapshot.metrics) {
      if (series.metric !== 'cpu-throttled' || series.container === undefined) continue
      const pod = state.find('Pod', series.object.namespace, series.object.name)
      const container = pod === undefined ? undefined : containerStates(pod).find(({ name }) => name === series.container)
      const limit = container?.spec.at('resources', 'limits', 'cpu')
      const since = container === undefined ? undefined : throttledSince(series, container, state)
      if (pod === undefined || pod.deletedAt !== undefined || container === undefined || limit?.exists !== true || since === undefined)
        continue
      const slow = slowProbe(pod, container, state)
      const share = Math.round((series.points.at(-1)?.[1] ?? 0) * 100)
      yield finding(pod, {
        about: container.name,
        severity: slow === undefined ? 'info' : 'warning',
        // Only where its probes time out is it slow enough to bring something about.
        explains: slow === undefined ? [] : effectsFrom('crashing'),
        message: `${nameContainer(container)} is stopped in ${share} % of its CPU periods by its limit of ${limit.scalar} CPU${slow === undefined ? '' : ', and its probes time out'}.`,
        since,
        evidence: [
          metricEvidence(series, `throttled in ${share} % of its periods`),
          fieldEvidence(pod, limit),
          ...(slow === undefined ? [] : [eventEvidence(slow)]),
        ],
        nextSteps: [editStep(state.topController(pod), 'Raise its CPU limit.')],
      })
    }
  },
})

function throttledSince(series: MetricSeries, container: ContainerState, state: ClusterState): Time | undefined {
  const startedAt = timeOf(container.running.at('startedAt'))
  const points = series.points.filter(([at]) => startedAt !== undefined && at >= startedAt)
  const [first, last] = [points[0], points.at(-1)]
  if (startedAt === undefined || first === undefined || last === undefined || last[1] < MUCH || state.now - last[0] > RECENT)
    return undefined
  if (points.length === 1) return last[0] - startedAt >= LIFE ? startedAt : undefined
  const start = points[points.findLastIndex(([, share]) => share < MUCH) + 1]
  return start !== undefined && last[0] - start[0] >= SUSTAINED ? start[0] : undefined
}

/** The kubelet's word that a probe got no answer in time. */
function slowProbe(pod: LiveObject, container: ContainerState, state: ClusterState): EventRecord | undefined {
  return state
    .eventsAbout(pod, 'Unhealthy')
    .findLast(
      (event) =>
        isAboutContainer(event, container) &&
        state.now - event.lastAt < RECENT &&
        /deadline exceeded|timed? ?out|timeout/i.test(event.message),
    )
}
