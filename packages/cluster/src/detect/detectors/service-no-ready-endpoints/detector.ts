import type { LiveObject } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { type EvidenceRecord, fieldEvidence } from '../../evidence.ts'
import type { ClusterState } from '../../../context/cluster-state.ts'
import { endpointSlices } from '../../service-endpoints.ts'
import { serviceTrouble } from '../../service-health.ts'
import { unreadyEvidence } from '../../workload-pods.ts'

export default detector({
  id: 'service-no-ready-endpoints',
  group: 'network',
  title: 'No pod behind a Service is ready',
  why: 'A Service sends connections to ready pods only: with none, every connection to it is refused.',
  help: 'Mend the pods behind it: the Service itself is right.',
  severity: 'error',
  reads: ['Service', 'Pod', 'EndpointSlice', 'Deployment', 'StatefulSet', 'ReplicaSet'],
  effect: 'no-endpoints',

  *detect(state) {
    for (const service of state.list('Service')) {
      const trouble = serviceTrouble(service, state)
      if (trouble === undefined || trouble.kind === 'selects-nothing') continue
      const selector = Object.entries(service.spec.at('selector').strings()).map(([key, value]) => `${key}=${value}`)
      yield finding(service, {
        message:
          trouble.kind === 'none-ready'
            ? `Service \`${service.name}\` has no ready endpoint: none of the pods that it selects is ready.`
            : `Service \`${service.name}\` has no endpoint: ${owing(trouble.makers)} that should be behind it.`,
        since: trouble.since,
        evidence: [
          fieldEvidence(service, service.spec.at('selector')),
          ...(trouble.kind === 'none-ready' ? trouble.pods.slice(0, 2).flatMap(unreadyEvidence) : trouble.makers.slice(0, 2).map(wanted)),
          ...notServing(service, state),
        ],
        blames: trouble.kind === 'none-made' ? trouble.makers.map(({ reference }) => reference) : [],
        nextSteps: [
          { text: 'Look at the pods behind it.', command: `kubectl get pods -n ${service.namespace} -l ${selector.join(',')} -o wide` },
        ],
      })
    }
  },
})

function owing(makers: readonly LiveObject[]): string {
  return `${makers.map(({ kind, name }) => `${kind} \`${name}\``).join(' and ')} ${makers.length === 1 ? 'has' : 'have'} made none of the pods`
}

function wanted(maker: LiveObject): EvidenceRecord {
  const replicas = maker.spec.at('replicas')
  return fieldEvidence(maker, replicas.exists ? replicas : maker.spec.at('selector'))
}

/** The condition of an endpoint that says that it gets no connections. */
function notServing(service: LiveObject, state: ClusterState): readonly EvidenceRecord[] {
  for (const slice of endpointSlices(service, state)) {
    const ready = slice.at('endpoints').items()[0]?.at('conditions', 'ready')
    if (ready?.is(false) === true) return [fieldEvidence(slice, ready)]
  }
  return []
}
