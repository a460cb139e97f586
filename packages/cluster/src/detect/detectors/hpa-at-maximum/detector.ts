import { standingAutoscalers, targetOf } from '../../autoscalers.ts'
import { timeOf } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { MINUTE } from '../../durations.ts'
import { fieldEvidence } from '../../evidence.ts'
import { hasLasted } from '../../patience.ts'
import { inNamespace } from '../../pods.ts'
import { metricAboveTarget } from './metric-above-target.ts'

/** A peak that is over sooner is what the maximum is for. */
const PEAK = 15 * MINUTE

export default detector({
  id: 'hpa-at-maximum',
  group: 'scaling',
  title: 'An autoscaler is at its maximum and would need more',
  why: 'The load is higher than the pods are to carry, and no more of them come: answers become slow.',
  help: 'Raise `maxReplicas`, where the cluster has room, or find out where the load comes from.',
  severity: 'warning',
  reads: ['HorizontalPodAutoscaler'],
  effect: 'not-scaled',
  explains: [],
  suspects: ['/spec/maxReplicas'],

  *detect(state) {
    for (const autoscaler of standingAutoscalers(state)) {
      const limited = autoscaler.condition('ScalingLimited')
      if (!limited.at('status').is('True') || !limited.at('reason').is('TooManyReplicas')) continue
      const [most, least] = [autoscaler.spec.at('maxReplicas'), autoscaler.spec.at('minReplicas').number ?? 1]
      const since = timeOf(limited.at('lastTransitionTime'))
      // Least and most the same is a fixed size, as was asked for.
      if (most.number === undefined || most.number <= least || (autoscaler.status.at('currentReplicas').number ?? 0) < most.number) continue
      const metric = metricAboveTarget(autoscaler)
      if (metric === undefined || !hasLasted(since, PEAK, state)) continue
      const target = targetOf(autoscaler)
      yield finding(autoscaler, {
        message: `HorizontalPodAutoscaler \`${autoscaler.name}\` is at its maximum of ${most.number} pods, and ${metric.text}.`,
        since,
        evidence: [
          fieldEvidence(autoscaler, limited.at(limited.at('message').exists ? 'message' : 'reason'), since),
          fieldEvidence(autoscaler, metric.field),
          fieldEvidence(autoscaler, most),
        ],
        nextSteps: [
          { text: 'See how it was scaled.', command: `kubectl describe hpa ${autoscaler.name}${inNamespace(autoscaler)}` },
          { text: `See what the pods of ${target.kind} ${target.name} use.`, command: `kubectl top pods${inNamespace(autoscaler)}` },
        ],
      })
    }
  },
})
