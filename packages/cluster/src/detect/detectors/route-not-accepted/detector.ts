import { type Field, nearestWord } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { ROUTE_KINDS } from '../../backends.ts'
import { detector, finding, type Found } from '../../detector.ts'
import { absenceEvidence, fieldEvidence } from '../../evidence.ts'
import { badCondition, saidBy } from '../../gateway-conditions.ts'
import { isGoing, missingSince, writtenAt } from '../../onset.ts'
import { hasLasted, MINUTE, SECOND } from '../../patience.ts'

/** Files are applied one after the other. */
const APPLYING = 30 * SECOND
/** Controllers answer within seconds; one that says nothing for so long does not know the route. */
const SILENT = 5 * MINUTE

export default detector({
  id: 'route-not-accepted',
  group: 'network',
  title: 'A route is not accepted by its Gateway',
  why: 'No request ever gets to the backends of the route.',
  help: 'Name an existing Gateway and listener that allows routes of this namespace and host name.',
  severity: 'error',
  reads: [...ROUTE_KINDS, 'Gateway'],
  effect: 'no-route',
  suspects: ['/spec/parentRefs/**', '/spec/hostnames/**', '/spec/listeners/**'],

  *detect(state) {
    for (const route of ROUTE_KINDS.flatMap((kind) => state.list(kind))) {
      if (isGoing(route, state)) continue
      for (const parent of route.spec.at('parentRefs').items()) {
        const found = isGateway(parent) ? (missing(route, parent, state) ?? refused(route, parent, state)) : undefined
        if (found !== undefined) yield finding(route, found)
      }
    }
  },
})

function isGateway(parent: Field): boolean {
  return (
    (parent.at('kind').text ?? 'Gateway') === 'Gateway' &&
    (parent.at('group').text ?? 'gateway.networking.k8s.io') === 'gateway.networking.k8s.io'
  )
}

function missing(route: LiveObject, parent: Field, state: ClusterState): Omit<Found, 'object'> | undefined {
  const name = parent.at('name').text ?? ''
  const namespace = parent.at('namespace').text ?? route.namespace
  if (!state.isAbsent('Gateway', namespace, name)) return undefined
  const reference = { apiVersion: route.apiVersion, kind: 'Gateway', ...(namespace === undefined ? {} : { namespace }), name }
  const since = missingSince(route, parent.pointer, reference, state)
  if (!hasLasted(since, APPLYING, state)) return undefined
  const near = nearestWord(
    name,
    state.in('Gateway', namespace).map((one) => one.name),
  )
  const field = parent.at('name')
  return {
    about: name,
    message: `${route.kind} \`${route.name}\` belongs to Gateway \`${name}\`, which does not exist in namespace \`${namespace}\`${near === undefined ? '' : `; there is \`${near}\``}.`,
    since,
    evidence: [fieldEvidence(route, field), absenceEvidence(reference)],
    repair:
      near === undefined
        ? undefined
        : {
            object: route,
            description: `Belong to Gateway \`${near}\`.`,
            operations: [
              { op: 'test', path: field.pointer, value: name },
              { op: 'replace', path: field.pointer, value: near },
            ],
          },
    nextSteps: [{ text: 'See which Gateways there are.', command: 'kubectl get gateways -A' }],
  }
}

function refused(route: LiveObject, parent: Field, state: ClusterState): Omit<Found, 'object'> | undefined {
  const name = parent.at('name').text ?? ''
  const namespace = parent.at('namespace').text ?? route.namespace
  const told = {
    about: name,
    blames: [{ kind: 'Gateway', ...(namespace === undefined ? {} : { namespace }), name }],
    nextSteps: [
      { text: 'Read its conditions.', command: `kubectl describe ${route.kind.toLowerCase()} ${route.name} -n ${route.namespace}` },
    ],
  }
  const answers = route.status
    .at('parents')
    .items()
    .filter((answer) => isSameParent(answer.at('parentRef'), parent, route))
  if (answers.length === 0) {
    const since = writtenAt(route, parent.pointer, state)
    if (!hasLasted(since, SILENT, state) || !state.coverage.knowsAbsence('Gateway', namespace)) return undefined
    return {
      ...told,
      severity: 'warning',
      message: `No controller has answered for ${route.kind} \`${route.name}\` at Gateway \`${name}\`.`,
      since,
      evidence: [fieldEvidence(route, parent)],
    }
  }
  // One controller that serves it is enough.
  const bad = answers.map((answer) => badCondition(route, answer.at('conditions'), ['Accepted'], state))
  const [first] = bad
  if (first === undefined || bad.includes(undefined)) return undefined
  return {
    ...told,
    message: `Gateway \`${name}\` does not accept ${route.kind} \`${route.name}\`: ${saidBy(first)}.`,
    since: first.since,
    evidence: [
      fieldEvidence(route, first.condition.at('status'), first.since),
      fieldEvidence(route, first.condition.at('reason'), first.since),
    ],
  }
}

function isSameParent(told: Field, asked: Field, route: LiveObject): boolean {
  const place = (field: Field): string | undefined => field.at('namespace').text ?? route.namespace
  const isSame = (key: string): boolean => !asked.at(key).exists || told.at(key).value === asked.at(key).value
  return told.at('name').value === asked.at('name').value && place(told) === place(asked) && isSame('sectionName') && isSame('port')
}
