import { timeOf } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { MINUTE } from '../../durations.ts'
import { fieldEvidence } from '../../evidence.ts'
import { ageOf } from '../../pods.ts'
import { shellWord } from '../../shell-words.ts'

/** The pod behind it is replaced within this, as a rule. */
const REPLACED = MINUTE

export default detector({
  id: 'api-service-unavailable',
  group: 'control',
  title: 'An extension of the Kubernetes API does not answer',
  why: 'What uses it fails: autoscalers without metrics.k8s.io, and no namespace can be deleted while any such API is down.',
  help: 'Mend the Service and the pods behind it, or delete the APIService if what it belongs to is gone.',
  severity: 'error',
  reads: ['APIService', 'Service', 'Pod'],
  // Where its Service has no pods, that is the cause.
  effect: 'unanswered',
  explains: ['not-created', 'unanswered', 'not-scaled', 'degraded'],
  suspects: ['/spec/**'],

  *detect(state) {
    for (const service of state.list('APIService')) {
      const available = service.condition('Available')
      const since = timeOf(available.at('lastTransitionTime'))
      if (!available.at('status').is('False') || !service.spec.at('service').exists || service.deletedAt !== undefined) continue
      if (ageOf(since, state) < REPLACED) continue
      const [namespace, name] = [service.spec.at('service', 'namespace').text ?? '', service.spec.at('service', 'name').text ?? '']
      const said = (available.at('message').text ?? available.at('reason').text ?? 'nobody says why').replace(/\.$/, '')
      yield finding(service, {
        message: `API \`${service.name}\` is not available: ${said}.`,
        since,
        evidence: [
          fieldEvidence(service, available.at('status'), since),
          ...(available.at('message').exists ? [fieldEvidence(service, available.at('message'), since)] : []),
        ],
        blames: [{ apiVersion: 'v1', kind: 'Service', namespace, name }],
        nextSteps: [
          { text: 'See whether somebody answers for it.', command: `kubectl get service,endpointslices,pods -n ${shellWord(namespace)}` },
          { text: 'Read what the API server says of it.', command: `kubectl describe apiservice ${service.name}` },
        ],
      })
    }
  },
})
