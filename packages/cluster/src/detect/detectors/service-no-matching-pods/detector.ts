import { matchesLabels } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import type { Change } from '../../../context/records.ts'
import { detector, finding, type Repair } from '../../detector.ts'
import { changeEvidence, fieldEvidence } from '../../evidence.ts'
import { type LabelDifference, type NearLabels, nearestLabels } from '../../nearest-labels.ts'
import { writtenAt } from '../../onset.ts'
import { hasLasted, latest, SECOND } from '../../patience.ts'
import { callersOf } from '../../service-callers.ts'
import { makersIn, serviceSelector } from '../../service-endpoints.ts'
import { serviceTrouble } from '../../service-health.ts'

/** Files are applied one after the other: the pods of a new Service come a little later. */
const APPLYING = 30 * SECOND

export default detector({
  id: 'service-no-matching-pods',
  group: 'network',
  title: 'No pod matches the selector of a Service',
  why: 'The Service has no endpoints: every connection to it fails, and an Ingress in front of it answers 503.',
  help: 'Make the selector and the labels of the pods the same.',
  severity: 'error',
  reads: ['Service', 'Pod', 'EndpointSlice', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'],
  effect: 'no-endpoints',
  suspects: ['/spec/selector/**', '/spec/template/metadata/labels/**', '/metadata/labels/**'],

  *detect(state) {
    for (const service of state.list('Service')) {
      const selector = serviceSelector(service)
      if (selector === undefined || serviceTrouble(service, state)?.kind !== 'selects-nothing') continue
      const near = meantBy(service, selector, state)
      const gone = near === undefined ? deletedMaker(service, selector, state) : undefined
      const [caller] = callersOf(service, state)
      // Uncalled and unlike anything, it may be left over or made ahead.
      if (near?.isTypo !== true && caller === undefined) continue
      const written = writtenAt(service, '/spec/selector', state)
      const since = latest([written, gone?.at, near === undefined ? undefined : labelled(near.maker, state)])
      if (!hasLasted(since, APPLYING, state)) continue
      yield finding(service, {
        message: near === undefined ? nothing(service, selector, gone) : differently(service, near),
        since,
        evidence: [
          fieldEvidence(service, service.spec.at('selector'), written),
          ...(near === undefined ? [] : [fieldEvidence(near.maker, labelsOf(near.maker))]),
          ...(gone === undefined ? [] : [changeEvidence(gone, `${gone.object.kind} ${gone.object.name} was deleted`)]),
          ...(caller === undefined ? [] : [fieldEvidence(caller.object, caller.field)]),
        ],
        repair: near?.isTypo === true ? selecting(service, near) : undefined,
        nextSteps: [{ text: 'Compare the labels.', command: `kubectl get pods -n ${service.namespace} --show-labels` }],
      })
    }
  },
})

/** What was most likely meant. Pods that another Service serves are meant only where the name of this one says so. */
function meantBy(service: LiveObject, selector: Readonly<Record<string, string>>, state: ClusterState): NearLabels | undefined {
  const near = nearestLabels(selector, makersIn(service.namespace, state))
  if (near === undefined || service.name.includes(near.maker.name)) return near
  const labels = labelsOf(near.maker).strings()
  return state.in('Service', service.namespace).some((other) => matchesLabels(serviceSelector(other) ?? {}, labels)) ? undefined : near
}

function labelsOf(maker: LiveObject): ReturnType<LiveObject['at']> {
  return maker.kind === 'Pod' ? maker.labels : maker.spec.at('template', 'metadata', 'labels')
}

function labelled(maker: LiveObject, state: ClusterState): number | undefined {
  return state.lastChange(maker, labelsOf(maker).pointer)?.at
}

/** A workload named like the Service, or like what it selects, that was deleted within the window. */
function deletedMaker(service: LiveObject, selector: Readonly<Record<string, string>>, state: ClusterState): Change | undefined {
  const names = new Set([service.name, ...Object.values(selector)])
  const isMaker = ({ kind, namespace, name }: Change['object']): boolean =>
    ['Deployment', 'StatefulSet', 'DaemonSet', 'Pod'].includes(kind) && namespace === service.namespace && names.has(name)
  return state.snapshot.changes.findLast(({ kind, object }) => kind === 'deleted' && isMaker(object))
}

function nothing(service: LiveObject, selector: Readonly<Record<string, string>>, gone: Change | undefined): string {
  const wanted = Object.entries(selector).map(([key, value]) => `\`${key}: ${value}\``)
  const why = gone === undefined ? '' : `; ${gone.object.kind} \`${gone.object.name}\` was deleted`
  return `No pod has the labels that Service \`${service.name}\` selects: ${wanted.join(', ')}${why}.`
}

function differently(service: LiveObject, { maker, differences }: NearLabels): string {
  const wanted = differences.map(({ key, wanted }) => `\`${key}: ${wanted}\``).join(' and ')
  const whose = maker.kind === 'Pod' ? `Pod \`${maker.name}\` has` : `the pods of ${maker.kind} \`${maker.name}\` have`
  return `Service \`${service.name}\` selects ${wanted}; ${whose} ${differences.map(instead).join(' and ')}.`
}

function instead({ key, found }: LabelDifference): string {
  return found === undefined ? `no label \`${key}\`` : `\`${key}: ${found}\``
}

function selecting(service: LiveObject, { differences }: NearLabels): Repair {
  const operations = differences.flatMap(({ key, wanted, found }) => {
    const path = service.spec.at('selector', key).pointer
    return [
      { op: 'test' as const, path, value: wanted },
      { op: 'replace' as const, path, value: found },
    ]
  })
  return { object: service, description: `Select ${differences.map(instead).join(' and ')}.`, operations }
}
