import { podLabels } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { nearestLabels } from '../../nearest-labels.ts'

/** Workloads whose pods a Service could mean. */
const MAKERS = ['Deployment', 'StatefulSet', 'DaemonSet'] as const

export default detector({
  id: 'service-no-matching-pods',
  group: 'network',
  title: 'No pod matches the selector of a Service',
  why: 'The Service has no endpoints: every connection to it fails, and an Ingress in front of it answers 503.',
  help: 'Make the selector and the labels of the pods the same.',
  severity: 'error',
  reads: ['Service', 'Pod'],
  effect: 'no-endpoints',
  suspects: ['/spec/selector/**', '/spec/template/metadata/labels/**'],

  *detect(state) {
    for (const service of state.list('Service')) {
      const selector = service.spec.at('selector').strings()
      if (Object.keys(selector).length === 0 || service.spec.at('type').is('ExternalName')) continue
      if (!state.coverage.knowsAbsence('Pod', service.namespace) || state.podsMatching(selector, service.namespace).length > 0) continue
      if (isExpectedEmpty(service, selector, state)) continue
      const near = nearestLabels(selector, makers(service.namespace, state))
      if (near === undefined && !isCalled(service, state)) continue
      yield finding(service, {
        message: near === undefined
          ? `No pod has the labels that Service \`${service.name}\` selects.`
          : `Service \`${service.name}\` selects \`${near.key}: ${near.wanted}\`; the pods of ${near.maker.kind} \`${near.maker.name}\` have \`${near.key}: ${near.found}\`.`,
        since: state.lastChange(service, '/spec/selector')?.at ?? service.createdAt,
        evidence: [
          fieldEvidence(service, service.spec.at('selector')),
          ...(near === undefined ? [] : [fieldEvidence(near.maker, near.maker.spec.at('template', 'metadata', 'labels'))]),
        ],
        repair:
          near === undefined
            ? undefined
            : {
                object: service,
                description: `Select \`${near.key}: ${near.found}\`.`,
                operations: [
                  { op: 'test', path: service.spec.at('selector', near.key).pointer, value: near.wanted },
                  { op: 'replace', path: service.spec.at('selector', near.key).pointer, value: near.found },
                ],
              },
        nextSteps: [{ text: 'Compare the labels.', command: `kubectl get pods -n ${service.namespace} --show-labels` }],
      })
    }
  },
})

function makers(namespace: string | undefined, state: ClusterState): readonly LiveObject[] {
  return MAKERS.flatMap((kind) => state.in(kind, namespace))
}

/** A workload that the Service means is there and has no pods for now: another detector says why, if it is a fault. */
function isExpectedEmpty(service: LiveObject, selector: Readonly<Record<string, string>>, state: ClusterState): boolean {
  const all = [...makers(service.namespace, state), ...state.in('ReplicaSet', service.namespace), ...state.in('Job', service.namespace), ...state.in('CronJob', service.namespace)]
  return all.some((maker) => {
    const labels = podLabels(maker)
    return Object.entries(selector).every(([key, value]) => labels[key] === value)
  })
}

/** Something routes to it: then empty is a fault even where no workload looks like the one that was meant. */
function isCalled(service: LiveObject, state: ClusterState): boolean {
  return state.in('Ingress', service.namespace).some((ingress) => JSON.stringify(ingress.spec.value).includes(`"name":${JSON.stringify(service.name)}`))
}
