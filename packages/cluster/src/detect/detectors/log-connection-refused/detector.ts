import type { Field } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { REFUSED, UNRESOLVED } from '../../log-phrases.ts'
import { isHeadless, type Owner, ownerIn } from '../../log-targets.ts'
import { type Hit, logTroubles, type Trouble } from '../../log-trouble.ts'
import { SECOND } from '../../patience.ts'
import { logsStep } from '../../pod-commands.ts'
import { nameContainer } from '../../restarts.ts'
import { hasReadyEndpoint, serviceSelector } from '../../service-endpoints.ts'

interface Refused extends Hit {
  readonly how: string
  readonly owner: Owner | undefined
}

export default detector({
  id: 'log-connection-refused',
  group: 'logs',
  title: 'A container cannot connect to what it needs',
  why: 'Its calls fail as long as nobody answers them; many programs end or stay not ready then.',
  help: 'Mend what should answer, or the address under which it is called.',
  severity: 'error',
  reads: ['Pod', 'Service', 'logs'],
  effect: 'unanswered',
  suspects: ['/spec/template/spec/containers/*/env/**', '/spec/template/spec/containers/*/args/**', '/data/**', '/spec/ports/**'],

  *detect(state) {
    const troubles = [...logTroubles(state, (text, pod) => read(text, pod, state))]
    const byPod = Map.groupBy(troubles, ({ pod }) => pod)
    for (const trouble of troubles) {
      if (byPod.get(trouble.pod)?.some((other) => isNamedBy(trouble, other)) === true) continue
      const { pod, container, told, severity, since, evidence, explains } = trouble
      const { owner, how } = told
      const service = owner?.kind === 'service' ? owner.object : undefined
      yield finding(pod, {
        about: told.about,
        severity,
        explains,
        message: `${nameContainer(container)} can't connect to ${whom(owner)}: ${how}${service === undefined ? '' : standing(service, state)}.`,
        since,
        evidence: [
          ...evidence,
          ...(service === undefined
            ? []
            : [fieldEvidence(service, service.spec.at('ports').exists ? service.spec.at('ports') : service.spec)]),
        ],
        blames: owner?.object === undefined ? [] : [owner.object.reference],
        nextSteps: [
          service === undefined
            ? logsStep(pod, container.name, 'Read what it tried to reach.')
            : {
                text: 'See who is behind the Service.',
                command: `kubectl get endpointslices -n ${service.namespace} -l kubernetes.io/service-name=${service.name}`,
              },
        ],
      })
    }
  },
})

function read(text: string, pod: LiveObject, state: ClusterState): Refused | undefined {
  const match = REFUSED.exec(text)
  // A name server that does not answer is another trouble.
  if (match === null || UNRESOLVED.some((phrase) => phrase.test(text))) return undefined
  const owner = ownerIn(text, pod, state)
  const how =
    match.groups?.['refused'] === undefined
      ? match.groups?.['route'] === undefined
        ? 'no answer in time'
        : 'no route to host'
      : 'connection refused'
  return { index: match.index, how, owner, about: aboutOf(owner, state) }
}

const ADDRESS = /^[\d.]+$|^[\da-f:]*:[\da-f:]+$/i
/** Libraries and programs tell of one failed call each in its own words, one after the other. */
const SAME_CALL = 3 * SECOND

/** Whether another trouble of the container has a name for what this one only has an address for, or nothing. */
function isNamedBy(trouble: Trouble<Refused>, other: Trouble<Refused>): boolean {
  if (other.container !== trouble.container || isNamed(trouble.told) || !isNamed(other.told)) return false
  return Math.abs((trouble.evidence[0]?.at ?? 0) - (other.evidence[0]?.at ?? 0)) <= SAME_CALL
}

function isNamed({ owner }: Refused): boolean {
  return owner !== undefined && (owner.kind !== 'unknown' || !ADDRESS.test(owner.target.host))
}

/** Pods and their addresses change; their workloads stay. */
function aboutOf(owner: Owner | undefined, state: ClusterState): string {
  if (owner === undefined) return 'unnamed'
  return owner.object === undefined ? owner.target.host : state.topController(owner.object).name
}

function whom(owner: Owner | undefined): string {
  switch (owner?.kind) {
    case 'service':
      return `Service \`${owner.object.name}\`${owner.target.host.startsWith(owner.object.name) && owner.target.port === undefined ? '' : ` (\`${owner.target.text}\`)`}`
    case 'pod':
      return `pod \`${owner.object.name}\` (\`${owner.target.text}\`)`
    case 'self':
      return `\`${owner.target.text}\`, which is in its own pod`
    case 'unknown':
      return `\`${owner.target.text}\``
    case undefined:
      return 'what it calls, which its log does not name'
  }
}

function standing(service: LiveObject, state: ClusterState): string {
  const headless = isHeadless(service) && hasReadyEndpoint(service, state) ? otherPort(service) : undefined
  if (headless !== undefined)
    return `; it is headless: a call to its port ${headless.at('port').scalar} goes to that port of the pods, and not to ${headless.at('targetPort').scalar}`
  const isKnown = state.coverage.knowsAbsence('EndpointSlice', service.namespace) || state.coverage.knowsAbsence('Pod', service.namespace)
  return isKnown && serviceSelector(service) !== undefined && !hasReadyEndpoint(service, state)
    ? '; nothing that is ready stands behind it'
    : ''
}

/** A port of a headless Service that its pods do not serve under the same number. */
function otherPort(service: LiveObject): Field | undefined {
  return service.spec
    .at('ports')
    .items()
    .find((port) => port.at('targetPort').number !== undefined && port.at('targetPort').number !== port.at('port').number)
}
