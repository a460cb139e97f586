import { type Field, nearestWord } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../context/live-object.ts'
import type { EventRecord } from '../context/records.ts'
import { type ContainerState, containerStates } from './container-states.ts'
import type { Repair } from './detector.ts'
import { SECOND, spanText } from './durations.ts'
import { templateContainer } from './pod-makers.ts'
import { EVENT_MEMORY, isAboutContainer } from './restarts.ts'

export type ProbeKind = 'readinessProbe' | 'livenessProbe' | 'startupProbe'

const BEGINNINGS = { readinessProbe: 'Readiness probe ', livenessProbe: 'Liveness probe ', startupProbe: 'Startup probe ' } as const

/** The kubelet's words on a probe that failed, not older than `memory` ms, oldest first. Many that differ in numbers only it puts together as one. */
export function probeFailures(
  pod: LiveObject,
  container: ContainerState,
  kind: ProbeKind,
  state: ClusterState,
  memory: number = EVENT_MEMORY,
): readonly EventRecord[] {
  return state.eventsAbout(pod, 'Unhealthy').filter((event) => {
    const said = event.message.replace('(combined from similar events): ', '')
    return said.startsWith(BEGINNINGS[kind]) && isAboutContainer(event, container) && state.now - event.lastAt < memory
  })
}

/** What a probe asks: `GET /ready on port 8080`. */
export function probeText(probe: Field): string {
  const http = probe.at('httpGet')
  if (http.exists) return `GET \`${http.at('path').text ?? '/'}\` on port \`${http.at('port').scalar}\``
  if (probe.at('tcpSocket').exists) return `TCP port \`${probe.at('tcpSocket', 'port').scalar}\``
  if (probe.at('grpc').exists) return `gRPC on port \`${probe.at('grpc', 'port').scalar}\``
  return `command \`${probe
    .at('exec', 'command')
    .items()
    .map(({ scalar }) => scalar)
    .join(' ')}\``
}

export type ProbeProblem =
  | 'status'
  | 'refused'
  | 'timeout'
  | 'speaks-http'
  | 'speaks-https'
  | 'port-name'
  | 'no-command'
  | 'not-serving'
  | 'command'
  | 'other'

const PROBLEMS: readonly (readonly [ProbeProblem, RegExp])[] = [
  ['port-name', /strconv\.Atoi: parsing|couldn't find port|invalid port/],
  ['speaks-http', /server gave HTTP response to HTTPS client/],
  ['speaks-https', /malformed HTTP response|HTTP request to an HTTPS server/],
  ['status', /statuscode: (\d+)/],
  ['not-serving', /service unhealthy|NOT_SERVING/],
  ['no-command', /exec: "([^"]+)": (?:stat|executable file not found)|no such file or directory: unknown/],
  ['refused', /connection refused|connection reset/],
  ['timeout', /deadline exceeded|timed out|Client\.Timeout|i\/o timeout|timeout: failed to connect|no route to host/],
]

/** What is behind the failure of a probe, from the kubelet's words. */
export function probeProblem(message: string, probe: Field): ProbeProblem {
  const found = PROBLEMS.find(([, pattern]) => pattern.test(message))?.[0]
  return found ?? (probe.at('exec').exists ? 'command' : 'other')
}

/** The same in words: `it answers 404`. */
export function problemText(problem: ProbeProblem, message: string, probe: Field): string {
  const timeout = `${probe.at('timeoutSeconds').number ?? 1} s`
  const status = /statuscode: (\d+)/.exec(message)?.[1]
  return {
    'port-name': 'no port of the container has that name',
    'speaks-http': 'the application speaks HTTP, and the probe HTTPS',
    'speaks-https': 'the application speaks HTTPS, and the probe HTTP',
    status: status === '404' ? 'it answers 404, there is nothing at that path' : `it answers ${status}`,
    'not-serving': 'the application says that it does not serve',
    'no-command': 'that command does not exist in the image',
    refused: probe.at('exec').exists ? 'the connection that its command makes is refused' : 'nothing listens there',
    timeout: `no answer within ${timeout}`,
    command: 'it ends with an error',
    other: 'it fails',
  }[problem]
}

function portField(probe: Field): Field | undefined {
  return (['httpGet', 'tcpSocket', 'grpc'] as const).map((way) => probe.at(way, 'port')).find((field) => field.exists)
}

/** The port that a probe should ask: the only one that the container declares, where the probe names another. */
export function rightPort(container: ContainerState, kind: ProbeKind): string | number | undefined {
  const asked = portField(container.spec.at(kind))
  const declared = container.spec
    .at('ports')
    .items()
    .filter((port) => (port.at('protocol').text ?? 'TCP') === 'TCP')
  if (asked === undefined || declared.length === 0) return undefined
  const isDeclared = declared.some((port) => port.at('containerPort').value === asked.value || port.at('name').value === asked.value)
  if (isDeclared) return undefined
  if (asked.text !== undefined) {
    const names = declared.flatMap((port) => port.at('name').text ?? [])
    const near = nearestWord(asked.text, names)
    if (near !== undefined) return near
  }
  const [only] = declared
  if (declared.length > 1 || only === undefined) return undefined
  return asked.text === undefined ? only.at('containerPort').number : (only.at('name').text ?? only.at('containerPort').number)
}

/** Asks the probe's question at the right port; undefined where the template does not say what the pod says. */
export function movePort(
  pod: LiveObject,
  container: ContainerState,
  kind: ProbeKind,
  port: string | number,
  state: ClusterState,
): Repair | undefined {
  const origin = templateContainer(pod, container, state)
  const field = origin === undefined ? undefined : portField(origin.field.at(kind))
  if (origin === undefined || field === undefined || field.value !== portField(container.spec.at(kind))?.value) return undefined
  return {
    object: origin.maker,
    description: `Ask the probe's question at port \`${port}\`.`,
    operations: [
      { op: 'test', path: field.pointer, value: field.value },
      { op: 'replace', path: field.pointer, value: port },
    ],
  }
}

/** How long a probe lets a container be before the kubelet acts, in ms. */
export function probeBudget(probe: Field): number {
  const seconds = (key: string, otherwise: number): number => probe.at(key).number ?? otherwise
  return (seconds('initialDelaySeconds', 0) + seconds('periodSeconds', 10) * seconds('failureThreshold', 3)) * SECOND
}

/** How long the quickest ready container of the same workload took from its start until its pod was ready: `; others need 40 s`. */
export function observedStart(pod: LiveObject, container: ContainerState, state: ClusterState): number | undefined {
  const spans = state.podsOf(state.topController(pod)).flatMap((sibling) => {
    const ready = sibling.condition('Ready')
    const [since, started] = [
      timeOf(ready.at('lastTransitionTime')),
      timeOf(
        containerStates(sibling)
          .find(({ name }) => name === container.name)
          ?.running.at('startedAt') ?? ready.at('-'),
      ),
    ]
    return ready.at('status').is('True') && since !== undefined && started !== undefined && since > started ? [since - started] : []
  })
  return spans.length === 0 ? undefined : Math.min(...spans)
}

export function observedStartText(span: number | undefined): string {
  return span === undefined ? '' : `; pods of it that came up needed ${spanText(span)}`
}
