import { type Field, nearestWord } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import { declaredPorts, isProbed, onlyDeclaredPort, servesAside } from '../../declared-ports.ts'
import { detector, finding, type Found, type Repair } from '../../detector.ts'
import { fieldEvidence, logEvidence } from '../../evidence.ts'
import { type FailedCall, failedCallsTo } from '../../failed-calls.ts'
import { isGoing, writtenAt } from '../../onset.ts'
import { latest } from '../../patience.ts'
import { podsBehind, serviceSelector } from '../../service-endpoints.ts'
import { isReady, unreadySince } from '../../workload-pods.ts'

export default detector({
  id: 'service-target-port',
  group: 'network',
  title: 'A Service sends to a port that its pods do not serve',
  why: 'Connections to the Service are refused although its pods are ready.',
  help: 'Set targetPort to the port, or to the name of the port, at which the container listens.',
  severity: 'error',
  reads: ['Service', 'Pod', 'logs'],
  effect: 'no-endpoints',
  standsAlone: true,
  suspects: [
    '/spec/ports/**',
    '/spec/template/spec/containers/*/ports/**',
    '/spec/template/spec/containers/*/command/**',
    '/spec/template/spec/containers/*/args/**',
  ],

  *detect(state) {
    for (const service of state.list('Service')) {
      if (serviceSelector(service) === undefined || isGoing(service, state)) continue
      const ports = service.spec.at('ports').items()
      for (const port of ports) {
        const found = typeof port.at('targetPort').value === 'string' ? named(service, port, state) : numbered(service, port, ports, state)
        if (found !== undefined) yield finding(service, found)
      }
    }
  },
})

/** A name that no container gives to a port: the endpoint controller leaves such a port out. */
function named(service: LiveObject, port: Field, state: ClusterState): Omit<Found, 'object'> | undefined {
  const pods = podsBehind(service, state)
  const name = port.at('targetPort').text ?? ''
  const declared = pods.map((pod) => declaredPorts(pod, protocolOf(port)))
  const [first, newest] = [pods[0], pods.at(-1)]
  if (first === undefined || newest === undefined || declared.some((ports) => ports.some((one) => one.at('name').is(name))))
    return undefined
  const names = [...new Set(declared.flatMap((ports) => ports.flatMap((one) => one.at('name').text ?? [])))]
  const meant =
    nearestWord(name, names) ??
    // One of several ports may mean a port that is not declared at all.
    (service.spec.at('ports').items().length > 1
      ? undefined
      : names.length === 1
        ? names[0]
        : onlyDeclaredPort(pods, protocolOf(port))?.at('containerPort').number)
  return {
    about: aboutPort(port),
    message: `Service \`${service.name}\` sends to the port named \`${name}\`; ${names.length === 0 ? 'no port of its pods has a name' : `its pods name theirs ${list(names)}`}.`,
    since: latest([writtenAt(service, '/spec/ports', state), oldest(pods)]),
    evidence: [fieldEvidence(service, port.at('targetPort')), ...shownPorts(first)],
    repair: meant === undefined ? undefined : sendingTo(service, port, meant),
    nextSteps: [compare(service)],
  }
}

/**
 * A number that no container declares. To declare a port is only information, so more has to speak against it: a call that was refused,
 * or a readiness probe that is answered at the one port that is declared.
 */
function numbered(service: LiveObject, port: Field, ports: readonly Field[], state: ClusterState): Omit<Found, 'object'> | undefined {
  const ready = podsBehind(service, state).filter(isReady)
  const number = port.at('targetPort').number ?? port.at('port').number
  const declared = ready.map((pod) => declaredPorts(pod, protocolOf(port)))
  const [first] = ready
  // Without an address of its own a Service sends nowhere: its clients choose the port.
  if (service.spec.at('clusterIP').is('None')) return undefined
  if (first === undefined || declared.some((all) => all.length === 0 || all.some((one) => one.at('containerPort').is(number ?? 0))))
    return undefined
  const only = onlyDeclaredPort(ready, protocolOf(port))
  const refused = ports.length === 1 ? refusedCall(service, ready, state) : undefined
  const isAnswered =
    ports.length === 1 && only !== undefined && ready.every((pod) => isProbed(pod, only)) && isMain(service, port, only, state)
  if (refused === undefined && !isAnswered) return undefined
  const theirs = [...new Set(declared.flat().map((one) => String(one.at('containerPort').value)))]
  return {
    about: aboutPort(port),
    severity: refused === undefined ? 'warning' : 'error',
    message: `Service \`${service.name}\` sends to port \`${number}\`; its pods ${isAnswered ? 'answer their readiness probe at' : 'declare'} ${list(theirs)}${refused === undefined ? '' : ', and a client was refused'}.`,
    since: latest([writtenAt(service, '/spec/ports', state), oldest(ready)]),
    evidence: [
      fieldEvidence(service, port.at('targetPort').exists ? port.at('targetPort') : port.at('port')),
      ...shownPorts(first),
      ...(refused === undefined ? [] : [logEvidence(refused.stream, refused.line)]),
    ],
    repair: only === undefined ? undefined : sendingTo(service, port, only.at('containerPort').number ?? 0),
    nextSteps: [compare(service)],
  }
}

/** Not the Service for metrics and the like, beside another one that already sends to the declared port. */
function isMain(service: LiveObject, port: Field, only: Field, state: ClusterState): boolean {
  if (servesAside(service.name) || servesAside(port.at('name').text ?? '')) return false
  const pods = new Set(podsBehind(service, state))
  const targets = new Set([only.at('containerPort').value, only.at('name').value])
  return !state.in('Service', service.namespace).some(
    (other) =>
      other !== service &&
      other.spec
        .at('ports')
        .items()
        .some((one) => targets.has(one.at('targetPort').value)) &&
      podsBehind(other, state).some((pod) => pods.has(pod)),
  )
}

/** A refused call at a time when there was somebody to answer, and since the Service and its ports are as they are. */
function refusedCall(service: LiveObject, ready: readonly LiveObject[], state: ClusterState): FailedCall | undefined {
  const readySince = Math.min(
    ...ready.map((pod) => timeOf(pod.condition('Ready').at('lastTransitionTime')) ?? unreadySince(pod) ?? state.now),
  )
  const from = latest([readySince + PROGRAMMING, writtenAt(service, '/spec', state)]) ?? state.now
  return failedCallsTo(service, state).findLast(({ outcome, line }) => outcome === 'refused' && line.at > from)
}

/** What kube-proxy may need, in ms, to learn of a new endpoint. */
const PROGRAMMING = 10_000

function oldest(pods: readonly LiveObject[]): number | undefined {
  return pods.length === 0 ? undefined : Math.min(...pods.map(({ createdAt }) => createdAt ?? Number.POSITIVE_INFINITY))
}

function protocolOf(port: Field): string {
  return port.at('protocol').text ?? 'TCP'
}

function aboutPort(port: Field): string {
  return port.at('name').text ?? String(port.at('port').value)
}

function list(values: readonly string[]): string {
  return values.map((value) => `\`${value}\``).join(', ')
}

function shownPorts(pod: LiveObject): readonly ReturnType<typeof fieldEvidence>[] {
  const ports = pod.spec
    .at('containers')
    .items()
    .map((container) => container.at('ports'))
    .find((field) => field.exists)
  return ports === undefined ? [] : [fieldEvidence(pod, ports)]
}

function sendingTo(service: LiveObject, port: Field, target: string | number): Repair {
  const field = port.at('targetPort')
  const before = field.exists ? field : port.at('port')
  return {
    object: service,
    description: `Send to port \`${target}\`.`,
    operations: [
      { op: 'test', path: before.pointer, value: before.value },
      { op: field.exists ? 'replace' : 'add', path: field.pointer, value: target },
    ],
  }
}

function compare(service: LiveObject): { text: string; command: string } {
  return {
    text: 'Compare its ports with those of the pods behind it.',
    command: `kubectl describe service ${service.name} -n ${service.namespace}`,
  }
}
