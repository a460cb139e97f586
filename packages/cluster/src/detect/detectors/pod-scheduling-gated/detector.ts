import { timeOf } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { MINUTE } from '../../durations.ts'
import { fieldEvidence } from '../../evidence.ts'
import { ageOf, inNamespace, troubledPods } from '../../pods.ts'

/** A controller that opens gates does so at once, or when its queue comes to the pod. */
const PATIENCE = 5 * MINUTE
/** Gates of queues, which hold pods on purpose. */
const QUEUES = /^kueue\.x-k8s\.io\//

export default detector({
  id: 'pod-scheduling-gated',
  group: 'pod',
  title: 'A pod waits for its scheduling gates',
  why: 'The scheduler does not look at it until a controller takes every gate away.',
  help: 'See whether the controller that owns the gate runs; nothing else opens it.',
  severity: 'warning',
  reads: ['Pod'],
  effect: 'not-scheduled',
  suspects: ['/spec/**/schedulingGates/**'],

  *detect(state) {
    for (const pod of troubledPods(state)) {
      const gates = pod.spec.at('schedulingGates')
      const condition = pod.condition('PodScheduled')
      if (gates.items().length === 0 || !condition.at('reason').is('SchedulingGated')) continue
      const since = timeOf(condition.at('lastTransitionTime')) ?? pod.createdAt
      if (ageOf(since, state) < PATIENCE) continue
      const names = gates.items().flatMap((gate) => gate.at('name').text ?? [])
      yield finding(pod, {
        severity: names.every((name) => QUEUES.test(name)) ? 'info' : 'warning',
        message: `Pods of ${state.topController(pod).kind} \`${state.topController(pod).name}\` wait for the scheduling gate ${names.map((name) => `\`${name}\``).join(', ')}.`,
        since,
        evidence: [fieldEvidence(pod, gates), fieldEvidence(pod, condition.at('reason'), since)],
        nextSteps: [
          { text: 'See the gates.', command: `kubectl get pod ${pod.name}${inNamespace(pod)} -o jsonpath='{.spec.schedulingGates}'` },
        ],
      })
    }
  },
})
