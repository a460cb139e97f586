import { falseSince, standingAutoscalers } from '../../autoscalers.ts'
import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { hasLasted } from '../../patience.ts'
import { describe } from '../../workload-pods.ts'
import { readMetricTrouble } from './metric-trouble.ts'

export default detector({
  id: 'hpa-no-metrics',
  group: 'scaling',
  title: 'An autoscaler gets no metrics',
  why: 'It cannot tell how many pods are needed, and leaves the workload at its size under any load.',
  help: 'Install or mend the metrics API, and give every container a request for what is measured.',
  severity: 'error',
  reads: ['HorizontalPodAutoscaler', 'APIService', 'Deployment', 'StatefulSet'],
  effect: 'not-scaled',
  suspects: ['/spec/metrics/**', '/spec/template/spec/containers/*/resources/**'],

  *detect(state) {
    for (const autoscaler of standingAutoscalers(state)) {
      const condition = autoscaler.condition('ScalingActive')
      const since = falseSince(autoscaler, 'ScalingActive')
      if (since === undefined || !/^FailedGet\w*Metric$/.test(condition.at('reason').text ?? '')) continue
      const trouble = readMetricTrouble(autoscaler, condition.at('message').text ?? '', state)
      if (trouble === undefined || !hasLasted(since, trouble.patience, state)) continue
      yield finding(autoscaler, {
        message: `HorizontalPodAutoscaler \`${autoscaler.name}\` has no metrics: ${trouble.text}.`,
        since,
        evidence: [
          fieldEvidence(autoscaler, condition.at(condition.at('message').exists ? 'message' : 'reason'), since),
          ...trouble.evidence,
        ],
        blames: trouble.blames,
        nextSteps: [...trouble.nextSteps, describe(autoscaler)],
      })
    }
  },
})
