import { nearestWord } from '@aks-copilot/kubernetes'
import { detector, finding } from '../../detector.ts'
import { MINUTE } from '../../durations.ts'
import { absenceEvidence, fieldEvidence } from '../../evidence.ts'
import { hasLasted, latest } from '../../patience.ts'
import { inNamespace } from '../../pods.ts'
import { shellWord } from '../../shell-words.ts'

/** Files of one `kubectl apply` may bring the Service after the StatefulSet. */
const APPLY_PATIENCE = MINUTE

export default detector({
  id: 'statefulset-service-missing',
  group: 'workload',
  title: 'The governing Service of a StatefulSet does not exist',
  why: 'Its pods run, and have no DNS names of their own (`db-0.db`): whatever looks for one of them by name does not find it.',
  help: 'Make a headless Service of that name that selects the pods: `serviceName` itself cannot be changed.',
  severity: 'warning',
  reads: ['StatefulSet', 'Service'],
  explains: ['unanswered'],

  *detect(state) {
    for (const set of state.list('StatefulSet')) {
      const field = set.spec.at('serviceName')
      const name = field.text ?? ''
      if (name === '' || set.spec.at('replicas').is(0) || set.deletedAt !== undefined) continue
      if (!state.isAbsent('Service', set.namespace, name)) continue
      const deleted = state.changesOf({ kind: 'Service', namespace: set.namespace, name }).findLast(({ kind }) => kind === 'deleted')
      const since = latest([deleted?.at, set.createdAt])
      if (!hasLasted(since, APPLY_PATIENCE, state)) continue
      const near = nearestWord(
        name,
        state.in('Service', set.namespace).map((service) => service.name),
      )
      yield finding(set, {
        message: `Service \`${name}\`, which is to name the pods of StatefulSet \`${set.name}\`, does not exist${near === undefined ? '.' : `; there is a Service \`${near}\`.`}`,
        since,
        evidence: [fieldEvidence(set, field), absenceEvidence({ apiVersion: 'v1', kind: 'Service', namespace: set.namespace, name })],
        nextSteps: [
          { text: 'See which Services there are.', command: `kubectl get services${inNamespace(set)}` },
          {
            text: 'Make a headless Service of that name, then give it the labels of the pods as its selector.',
            command: `kubectl create service clusterip ${shellWord(name)} --clusterip=None${inNamespace(set)}`,
          },
        ],
      })
    }
  },
})
