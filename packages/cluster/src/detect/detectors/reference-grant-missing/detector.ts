import type { Field } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import { ROUTE_KINDS, routeBackends } from '../../backends.ts'
import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { isGoing, writtenAt } from '../../onset.ts'
import { hasLasted, latest, SECOND } from '../../patience.ts'
import { shellWord } from '../../shell-words.ts'

/** Files are applied one after the other. */
const APPLYING = 30 * SECOND

/** Something that is named across the border of a namespace. */
interface Crossing {
  readonly from: LiveObject
  readonly kind: 'Service' | 'Secret'
  readonly namespace: string
  readonly name: string
  readonly field: Field
}

export default detector({
  id: 'reference-grant-missing',
  group: 'network',
  title: 'A reference to another namespace is not granted',
  why: 'The Gateway may not use what stands in another namespace unless a ReferenceGrant there allows it: requests are answered 500, or the listener has no certificate.',
  help: 'Create a ReferenceGrant in the namespace of what is named.',
  severity: 'error',
  reads: ['Gateway', ...ROUTE_KINDS, 'ReferenceGrant'],
  effect: 'no-route',
  // The listener without its certificate is the same fault, told by the Gateway.
  explains: ['no-route', 'unanswered', 'degraded'],
  suspects: ['/spec/rules/**', '/spec/listeners/**', '/spec/from/**', '/spec/to/**'],

  *detect(state) {
    for (const crossing of crossings(state)) {
      const { from, kind, namespace, name, field } = crossing
      if (isGoing(from, state) || isUsed(from) || !state.coverage.knowsAbsence('ReferenceGrant', namespace)) continue
      if (state.in('ReferenceGrant', namespace).some((grant) => isGranted(grant, crossing))) continue
      const since = latest([writtenAt(from, field.pointer, state), withdrawnAt(namespace, state)])
      if (!hasLasted(since, APPLYING, state)) continue
      const refused = notPermitted(from)
      yield finding(from, {
        about: `${kind} ${namespace}/${name}`,
        message: `${from.kind} \`${from.name}\` names ${kind} \`${name}\` of namespace \`${namespace}\`, where no ReferenceGrant allows it.`,
        since: refused === undefined ? since : (timeOf(refused.at('lastTransitionTime')) ?? since),
        evidence: [fieldEvidence(from, field), ...(refused === undefined ? [] : [fieldEvidence(from, refused.at('reason'))])],
        nextSteps: [{ text: 'See what that namespace grants.', command: `kubectl get referencegrants -n ${shellWord(namespace)} -o yaml` }],
      })
    }
  },
})

function crossings(state: ClusterState): readonly Crossing[] {
  const routes = ROUTE_KINDS.flatMap((kind) => state.list(kind)).flatMap((from) =>
    routeBackends(from).map(({ namespace = '', service, nameField }) => ({
      from,
      kind: 'Service' as const,
      namespace,
      name: service,
      field: nameField,
    })),
  )
  const gateways = state.list('Gateway').flatMap((from) =>
    from.spec
      .at('listeners')
      .items()
      .flatMap((listener) => listener.at('tls', 'certificateRefs').items())
      .map((reference) => ({
        from,
        kind: 'Secret' as const,
        namespace: reference.at('namespace').text ?? from.namespace ?? '',
        name: reference.at('name').text ?? '',
        field: reference.at('name'),
      })),
  )
  return [...routes, ...gateways].filter(({ from, namespace }) => namespace !== from.namespace)
}

function isGranted(grant: LiveObject, { from, kind, name }: Crossing): boolean {
  const isFrom = grant.spec
    .at('from')
    .items()
    .some(
      (entry) =>
        entry.at('group').is('gateway.networking.k8s.io') &&
        entry.at('kind').is(from.kind) &&
        entry.at('namespace').is(from.namespace ?? ''),
    )
  const isTo = grant.spec
    .at('to')
    .items()
    .some((entry) => (entry.at('group').text ?? '') === '' && entry.at('kind').is(kind) && (entry.at('name').text ?? name) === name)
  return isFrom && isTo
}

function conditions(from: LiveObject): readonly Field[] {
  const parts = from.kind === 'Gateway' ? from.status.at('listeners') : from.status.at('parents')
  return parts
    .items()
    .flatMap((part) => part.at('conditions').items())
    .filter((condition) => condition.at('type').is('ResolvedRefs'))
}

/** Some controllers ask for no grant: what they resolved is no fault. */
function isUsed(from: LiveObject): boolean {
  const all = conditions(from)
  return all.length > 0 && all.every((condition) => condition.at('status').is('True'))
}

function notPermitted(from: LiveObject): Field | undefined {
  return conditions(from).find((condition) => condition.at('reason').is('RefNotPermitted'))
}

/** When a grant of that namespace was last deleted. */
function withdrawnAt(namespace: string, state: ClusterState): number | undefined {
  return state.snapshot.changes.findLast(
    ({ kind, object }) => kind === 'deleted' && object.kind === 'ReferenceGrant' && object.namespace === namespace,
  )?.at
}
