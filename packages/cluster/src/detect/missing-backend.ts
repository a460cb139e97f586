import type { LiveReference } from '@aks-copilot/contracts'
import { type Field, nearestWord } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import { type Backend, servicePort } from './backends.ts'
import type { Found, Repair } from './detector.ts'
import { absenceEvidence, type EvidenceRecord, fieldEvidence } from './evidence.ts'
import { isGoing, missingSince, writtenAt } from './onset.ts'
import { hasLasted, latest, SECOND } from './patience.ts'

/** Files are applied one after the other: a Service may come a little after what names it. */
const APPLYING = 30 * SECOND
/** With ALB annotations a port of this name stands for an action, not for a port. */
const NOT_A_PORT = 'use-annotation'

/** What is missing at the end of a backend: the Service, or its port. Undefined where it is there, or where nobody can tell. */
export function missingBackend(backend: Backend, state: ClusterState, isTaken = false): Omit<Found, 'object'> | undefined {
  if (isGoing(backend.from, state) || backend.portField.is(NOT_A_PORT)) return undefined
  const found = missingService(backend, state) ?? missingPort(backend, state)
  return found === undefined || (!isTaken && !hasLasted(found.since, APPLYING, state)) ? undefined : found
}

function missingService(backend: Backend, state: ClusterState): Omit<Found, 'object'> | undefined {
  const { from, namespace, service, nameField } = backend
  if (!state.isAbsent('Service', namespace, service)) return undefined
  const reference: LiveReference = { apiVersion: 'v1', kind: 'Service', namespace, name: service }
  const near = nearestWord(
    service,
    state.in('Service', namespace).map(({ name }) => name),
  )
  const hint = near === undefined ? '' : `; there is \`${near}\``
  return {
    about: `${namespace === from.namespace ? '' : `${namespace}/`}${service}`,
    message: `${sends(backend)} to Service \`${service}\`, which does not exist${hint}.`,
    since: missingSince(from, nameField.pointer, reference, state),
    evidence: [fieldEvidence(from, nameField), absenceEvidence(reference)],
    repair: near === undefined ? undefined : naming(backend, nameField, near),
    nextSteps: [{ text: 'See which Services there are.', command: `kubectl get services -n ${namespace}` }],
  }
}

function missingPort(backend: Backend, state: ClusterState): Omit<Found, 'object'> | undefined {
  const { from, namespace, service: name, portField } = backend
  const service = state.find('Service', namespace, name)
  if (service === undefined || !portField.exists || service.spec.at('type').is('ExternalName') || isGoing(service, state)) return undefined
  if (servicePort(service, portField) !== undefined) return undefined
  const key = typeof portField.value === 'number' ? 'port' : 'name'
  const ports = service.spec.at('ports').items()
  const theirs = ports.flatMap((port) => (port.at(key).exists ? [port.at(key).value] : []))
  const meant = meantPort(portField, theirs)
  return {
    about: `${name}:${portField.scalar}`,
    message: `${sends(backend)} to port \`${portField.scalar}\` of Service \`${name}\`, which has ${theirs.length === 0 ? 'no such port' : theirs.map((port) => `\`${String(port)}\``).join(', ')}.`,
    since: latest([writtenAt(from, portField.pointer, state), writtenAt(service, '/spec/ports', state)]),
    evidence: [
      fieldEvidence(from, portField),
      ...(ports.length === 0 ? [] : [fieldEvidence(service, service.spec.at('ports'))]),
    ] satisfies EvidenceRecord[],
    repair: meant === undefined ? undefined : naming(backend, portField, meant),
    nextSteps: [{ text: 'See which ports it has.', command: `kubectl get service ${name} -n ${namespace} -o wide` }],
  }
}

/** The only port that there is, or the only one that looks like the wanted one. */
function meantPort(wanted: Field, theirs: readonly unknown[]): unknown {
  if (theirs.length === 1) return theirs[0]
  const near = nearestWord(wanted.scalar ?? '', theirs.map(String))
  return typeof wanted.value === 'string' ? near : undefined
}

/** `Ingress `shop` sends `shop.example/cart``. */
export function sends({ from, route }: Backend): string {
  return `${from.kind} \`${from.name}\` sends ${route === undefined ? 'what matches no rule' : `\`${route}\``}`
}

function naming({ from }: Backend, field: Field, value: unknown): Repair {
  return {
    object: from,
    description: `Name \`${String(value)}\`.`,
    operations: [
      { op: 'test', path: field.pointer, value: field.value },
      { op: 'replace', path: field.pointer, value },
    ],
  }
}
