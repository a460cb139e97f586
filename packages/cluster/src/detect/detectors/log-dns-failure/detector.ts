import { nearestWord } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { maskSecrets } from '../../../mask/mask-secrets.ts'
import { detector, finding, type Repair } from '../../detector.ts'
import { absenceEvidence, fieldEvidence, type EvidenceRecord } from '../../evidence.ts'
import { matchFirst, UNRESOLVED } from '../../log-phrases.ts'
import { clusterName, serviceAt } from '../../log-targets.ts'
import { type Hit, logTroubles, type Trouble } from '../../log-trouble.ts'
import { replaceInTemplate } from '../../missing-objects.ts'
import { nameContainer } from '../../restarts.ts'
import { hasReadyEndpoint } from '../../service-endpoints.ts'

interface Unresolved extends Hit {
  readonly host: string
  /** The name server itself did not answer. */
  readonly isUnanswered: boolean
}

export default detector({
  id: 'log-dns-failure',
  group: 'logs',
  title: 'A name that a container calls does not resolve',
  why: 'It reaches nobody under that name: there is no such Service, the name is written wrongly, or DNS does not answer.',
  help: 'Correct the name, or create the Service that it means.',
  severity: 'error',
  reads: ['Pod', 'Service', 'logs'],
  effect: 'unanswered',
  suspects: ['/spec/template/spec/containers/*/env/**', '/spec/template/spec/containers/*/args/**', '/data/**'],

  *detect(state) {
    for (const trouble of logTroubles(state, read)) {
      const { pod, container, told, severity, since, evidence, explains } = trouble
      const meaning = meaningOf(trouble, state)
      yield finding(pod, {
        about: told.about,
        severity,
        explains,
        message: `The name \`${told.host}\`, which container \`${container.name}\` calls, does not resolve: ${meaning.why}.`,
        since,
        evidence: [...evidence, ...meaning.evidence],
        blames: meaning.blames.map(({ reference }) => reference),
        nextSteps: [
          {
            text: 'See which Services there are.',
            command: `kubectl get services -n ${namespaceOf(told.host, pod, state)}`,
          },
          {
            text: `${nameContainer(container)} takes the name from its configuration.`,
            command: `kubectl set env -n ${pod.namespace} pod/${pod.name} --list`,
          },
        ],
        repair: meaning.near === undefined ? undefined : rename(pod, container.spec, told.host, meaning.near, state),
      })
    }
  },
})

function namespaceOf(host: string, pod: LiveObject, state: ClusterState): string {
  const named = podName(host, pod.namespace, state)?.service.namespace
  const meant = looksInside(host, state) ? clusterName(host, pod.namespace)?.namespace : undefined
  return named ?? meant ?? pod.namespace ?? 'default'
}

const NO_ANSWER = /i\/o timeout|server misbehaving|read udp|EAI_AGAIN|temporary failure/i

function read(text: string): Unresolved | undefined {
  const match = matchFirst(UNRESOLVED, text)
  const host = match?.groups?.['name']?.replace(/\.$/, '')
  if (match === undefined || host === undefined || host === '') return undefined
  return { index: match.index, host, about: host, isUnanswered: NO_ANSWER.test(match[0]) }
}

interface Meaning {
  readonly why: string
  readonly evidence: readonly EvidenceRecord[]
  readonly blames: readonly LiveObject[]
  readonly near?: string
}

function meaningOf({ pod, told: { host, isUnanswered } }: Trouble<Unresolved>, state: ClusterState): Meaning {
  const named = podName(host, pod.namespace, state)
  if (named !== undefined) return ofPod(named, state)
  const service = serviceAt(host, pod.namespace, state)
  if (service !== undefined) return ofService(service, state)
  const dns = state.find('Service', 'kube-system', 'kube-dns')
  if (isUnanswered && !looksInside(host, state))
    return { why: 'the DNS of the cluster gives no answer', evidence: [], blames: dns === undefined ? [] : [dns] }
  const meant = clusterName(host, pod.namespace)
  if (meant === undefined || !looksInside(host, state))
    return { why: 'it is no name of this cluster, and the DNS outside does not know it', evidence: [], blames: [] }
  if (!state.isAbsent('Service', meant.namespace, meant.name))
    return { why: 'whether there is such a Service is not known', evidence: [], blames: [] }
  const reference = {
    apiVersion: 'v1',
    kind: 'Service',
    ...(meant.namespace === undefined ? {} : { namespace: meant.namespace }),
    name: meant.name,
  }
  const names = state.in('Service', meant.namespace).map(({ name }) => name)
  const near = nearestWord(meant.name, names)
  const elsewhere = state.list('Service').filter(({ name }) => name === meant.name)
  const [other] = elsewhere
  const hint =
    near === undefined
      ? other !== undefined && elsewhere.length === 1
        ? `; there is one in namespace \`${other.namespace}\`: \`${other.name}.${other.namespace}\``
        : ''
      : `; there is \`${near}\``
  return {
    why: `there is no Service \`${meant.name}\` in namespace \`${meant.namespace}\`${hint}`,
    evidence: [absenceEvidence(reference)],
    blames: [],
    ...(near === undefined ? {} : { near: host.replace(meant.name, near) }),
  }
}

/** A headless Service has no address while nobody behind it is ready. */
function ofService(service: LiveObject, state: ClusterState): Meaning {
  const isHeadless = service.spec.at('clusterIP').is('None')
  const why =
    isHeadless && !hasReadyEndpoint(service, state)
      ? `Service \`${service.name}\` is headless, and nobody behind it is ready`
      : `Service \`${service.name}\` exists, and DNS did not give its address`
  const dns = isHeadless ? undefined : state.find('Service', 'kube-system', 'kube-dns')
  return {
    why,
    evidence: [fieldEvidence(service, service.spec.at('clusterIP').exists ? service.spec.at('clusterIP') : service.spec)],
    blames: [service, ...(dns === undefined ? [] : [dns])],
  }
}

/** `web-0.web`: a pod by the Service that is to name it. */
interface PodName {
  readonly pod: string
  readonly service: LiveObject
}

/** What a name means that is no Service's own: the pod of a Service, with its namespace or without. */
function podName(host: string, namespace: string | undefined, state: ClusterState): PodName | undefined {
  const [pod = '', name = '', place, svc] = host.split('.')
  if (place === 'svc' || (svc !== undefined && svc !== 'svc')) return undefined
  const service = state.find('Service', place ?? namespace, name)
  return service === undefined || (place === undefined && state.find('Namespace', undefined, name) !== undefined)
    ? undefined
    : { pod, service }
}

/** A StatefulSet's pods have names below the Service of its `serviceName`, and below no other. */
function ofPod({ pod, service }: PodName, state: ClusterState): Meaning {
  const set = state.find('StatefulSet', service.namespace, pod.replace(/-\d+$/, ''))
  const governing = set?.spec.at('serviceName')
  const evidence = [fieldEvidence(service, service.at('metadata', 'name'))]
  if (set === undefined || governing === undefined || governing.is(service.name))
    return hasReadyEndpoint(service, state)
      ? { why: `Service \`${service.name}\` gives no address for a pod \`${pod}\``, evidence, blames: [service] }
      : ofService(service, state)
  return {
    why: `pods of StatefulSet \`${set.name}\` have their names from Service \`${governing.text ?? ''}\`, not from \`${service.name}\``,
    evidence: [...evidence, ...(governing.exists ? [fieldEvidence(set, governing)] : [])],
    blames: [set],
  }
}

/** One word, `name.namespace` of a namespace that exists, or anything below `svc`. */
function looksInside(host: string, state: ClusterState): boolean {
  const [, second, third] = host.split('.')
  if (second === undefined || third === 'svc' || host.endsWith('.cluster.local')) return true
  return third === undefined && state.find('Namespace', undefined, second) !== undefined
}

/** Certain where the wrong name stands in one variable, and one Service is near. */
function rename(
  pod: LiveObject,
  container: Trouble<Unresolved>['container']['spec'],
  wrong: string,
  right: string,
  state: ClusterState,
): Repair | undefined {
  const fields = container
    .at('env')
    .items()
    .map((variable) => variable.at('value'))
    .filter(({ text }) => text !== undefined && hasHost(text, wrong))
  const [field] = fields
  // A patch shows the whole value: one with a password in it is nobody's to see.
  if (field?.text === undefined || fields.length > 1 || maskSecrets(field.text) !== field.text) return undefined
  return replaceInTemplate(pod, field, field.text.replace(wrong, right), `Call \`${right}\`.`, state)
}

function hasHost(text: string, host: string): boolean {
  const index = text.indexOf(host)
  return index >= 0 && !/[\w.-]/.test(text[index - 1] ?? ' ') && !/[\w-]/.test(text[index + host.length] ?? ' ')
}
