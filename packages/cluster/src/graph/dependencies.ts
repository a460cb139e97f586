import type { LiveReference } from '@aks-copilot/contracts'
import { type Field, matchesSelector, podLabels, podSpec } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import { type LiveObject, objectKey } from '../context/live-object.ts'
import { directionsOf } from '../detect/network-policy.ts'
import { podReferences } from './pod-references.ts'

export type EdgeKind = 'owner' | 'selector' | 'reference' | 'mount' | 'schedule' | 'route' | 'target' | 'limit' | 'namespace' | 'mention'

/** "This object can't be well unless that one is": that one may not exist. */
export interface Edge {
  readonly kind: EdgeKind
  readonly to: LiveReference
}

/** What an object depends on directly. Pods are told through their workload: ask with the outermost controller. */
export function dependencies(object: LiveObject, state: ClusterState): readonly Edge[] {
  return state.remember(`dependencies of ${objectKey(object)}`, () => {
    const edges = SOURCES.flatMap((source) => [...source(object, state)])
    return [...new Map(edges.map((edge) => [objectKey(edge.to), edge])).values()].filter(({ to }) => objectKey(to) !== objectKey(object))
  })
}

type Source = (object: LiveObject, state: ClusterState) => Iterable<Edge>

const SOURCES: readonly Source[] = [
  workloadEdges,
  mentionEdges,
  serviceEdges,
  policyEdges,
  ingressEdges,
  routeEdges,
  storageEdges,
  targetEdges,
  deliveryEdges,
  namespaceEdges,
]

function edge(kind: EdgeKind, toKind: string, namespace: string | undefined, name: string | undefined): Edge[] {
  return name === undefined || name === '' ? [] : [{ kind, to: { kind: toKind, ...(namespace === undefined ? {} : { namespace }), name } }]
}

function* workloadEdges(object: LiveObject, state: ClusterState): Iterable<Edge> {
  if (podSpec(object) === undefined) return
  for (const { to, by } of podReferences(object)) yield { kind: by === 'mount' ? 'mount' : 'reference', to }
  const pods = state.podsOf(object)
  for (const pod of pods) {
    yield* edge('schedule', 'Node', undefined, pod.spec.at('nodeName').text)
    // A StatefulSet's claims, and those of ephemeral volumes, stand in its pods only.
    for (const volume of pod.spec.at('volumes').items())
      yield* edge('mount', 'PersistentVolumeClaim', object.namespace, volume.at('persistentVolumeClaim', 'claimName').text)
  }
  if (object.kind === 'StatefulSet') yield* edge('reference', 'Service', object.namespace, object.spec.at('serviceName').text)
  for (const kind of ['ResourceQuota', 'LimitRange'])
    for (const limit of state.in(kind, object.namespace)) yield { kind: 'limit', to: limit.reference }
}

/** Services of the cluster whose names stand in literal variables and arguments. */
function* mentionEdges(object: LiveObject, state: ClusterState): Iterable<Edge> {
  const spec = podSpec(object)
  if (spec === undefined) return
  const labels = podLabels(object)
  for (const container of [...spec.at('containers').items(), ...spec.at('initContainers').items()])
    for (const text of literals(container))
      for (const mention of mentionsIn(text, object.namespace, state)) if (!isOwnService(mention.to, labels, state)) yield mention
}

/** A program that says its own name calls nobody. */
function isOwnService({ kind, namespace, name }: LiveReference, labels: Readonly<Record<string, string>>, state: ClusterState): boolean {
  const selector = Object.entries(state.find(kind, namespace, name)?.spec.at('selector').strings() ?? {})
  return selector.length > 0 && selector.every(([key, value]) => labels[key] === value)
}

function literals(container: Field): string[] {
  const fields = [
    ...container
      .at('env')
      .items()
      .map((variable) => variable.at('value')),
    ...container.at('args').items(),
    ...container.at('command').items(),
  ]
  return fields.flatMap(({ text }) => (text === undefined ? [] : [text]))
}

const HOST = /[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*/g
/** Longer literals are scripts; a host name in them still counts, but not for ever. */
const LONGEST_LITERAL = 4000

function* mentionsIn(text: string, namespace: string | undefined, state: ClusterState): Iterable<Edge> {
  for (const [host] of text.slice(0, LONGEST_LITERAL).matchAll(HOST)) {
    const [name = '', second, third] = host.split('.')
    if (second === undefined || third === 'svc') {
      const place = third === 'svc' ? second : namespace
      if (state.find('Service', place, name) !== undefined) yield* edge('mention', 'Service', place, name)
    } else if (state.find('Service', second, name) !== undefined) yield* edge('mention', 'Service', second, name)
  }
}

function* serviceEdges(object: LiveObject, state: ClusterState): Iterable<Edge> {
  if (object.kind !== 'Service') return
  const selector = Object.entries(object.spec.at('selector').strings())
  if (selector.length === 0) return
  const selects = (labels: Readonly<Record<string, string>>): boolean => selector.every(([key, value]) => labels[key] === value)
  for (const kind of MAKERS)
    for (const maker of state.in(kind, object.namespace))
      if (selects(podLabels(maker))) yield { kind: 'selector', to: state.topController(maker).reference }
  for (const pod of state.in('Pod', object.namespace))
    if (pod.controller === undefined && selects(pod.labels.strings())) yield { kind: 'selector', to: pod.reference }
}

const MAKERS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job'] as const

/** A pod depends on what its policies let out; who calls a Service, on what the policies of the pods behind it let in. */
function* policyEdges(object: LiveObject, state: ClusterState): Iterable<Edge> {
  const policies = state.in('NetworkPolicy', object.namespace)
  if (policies.length === 0 || (object.kind !== 'Service' && podSpec(object) === undefined)) return
  const [direction, labels] =
    object.kind === 'Service' ? (['Ingress', object.spec.at('selector').strings()] as const) : (['Egress', podLabels(object)] as const)
  if (Object.keys(labels).length === 0) return
  for (const policy of policies)
    if (directionsOf(policy).includes(direction) && matchesSelector(policy.spec.at('podSelector'), labels))
      yield { kind: 'selector', to: policy.reference }
}

function* ingressEdges(object: LiveObject): Iterable<Edge> {
  if (object.kind !== 'Ingress') return
  const { namespace, spec } = object
  const paths = spec
    .at('rules')
    .items()
    .flatMap((rule) => rule.at('http', 'paths').items())
  for (const backend of [spec.at('defaultBackend'), ...paths.map((path) => path.at('backend'))])
    yield* edge('route', 'Service', namespace, backend.at('service', 'name').text)
  for (const tls of spec.at('tls').items()) yield* edge('reference', 'Secret', namespace, tls.at('secretName').text)
  yield* edge('reference', 'IngressClass', undefined, spec.at('ingressClassName').text)
}

function* routeEdges(object: LiveObject): Iterable<Edge> {
  if (object.kind === 'Gateway') yield* edge('reference', 'GatewayClass', undefined, object.spec.at('gatewayClassName').text)
  if (object.kind !== 'HTTPRoute' && object.kind !== 'GRPCRoute') return
  const place = (reference: Field): string | undefined => reference.at('namespace').text ?? object.namespace
  for (const parent of object.spec.at('parentRefs').items())
    yield* edge('route', parent.at('kind').text ?? 'Gateway', place(parent), parent.at('name').text)
  for (const backend of object.spec
    .at('rules')
    .items()
    .flatMap((rule) => rule.at('backendRefs').items()))
    yield* edge('route', backend.at('kind').text ?? 'Service', place(backend), backend.at('name').text)
}

function* storageEdges(object: LiveObject): Iterable<Edge> {
  if (object.kind === 'PersistentVolumeClaim') {
    yield* edge('reference', 'StorageClass', undefined, object.spec.at('storageClassName').text)
    yield* edge('reference', 'PersistentVolume', undefined, object.spec.at('volumeName').text)
  }
  if (object.kind === 'PersistentVolume') yield* edge('reference', 'StorageClass', undefined, object.spec.at('storageClassName').text)
}

function* targetEdges(object: LiveObject, state: ClusterState): Iterable<Edge> {
  if (object.kind === 'HorizontalPodAutoscaler') {
    const target = object.spec.at('scaleTargetRef')
    yield* edge('target', target.at('kind').text ?? '', object.namespace, target.at('name').text)
    yield* edge('reference', 'APIService', undefined, 'v1beta1.metrics.k8s.io')
  }
  if (object.kind === 'PodDisruptionBudget')
    for (const pod of state.in('Pod', object.namespace))
      if (matchesSelector(object.spec.at('selector'), pod.labels.strings()))
        yield { kind: 'target', to: state.topController(pod).reference }
  for (const webhook of object.kind.endsWith('WebhookConfiguration') ? object.at('webhooks').items() : []) {
    const service = webhook.at('clientConfig', 'service')
    yield* edge('target', 'Service', service.at('namespace').text, service.at('name').text)
  }
  if (object.kind === 'APIService')
    yield* edge('target', 'Service', object.spec.at('service', 'namespace').text, object.spec.at('service', 'name').text)
}

/** What an Argo CD Application, a certificate or a binding is made of. */
function* deliveryEdges(object: LiveObject): Iterable<Edge> {
  if (object.kind === 'Application')
    for (const resource of object.status.at('resources').items())
      yield* edge('target', resource.at('kind').text ?? '', resource.at('namespace').text, resource.at('name').text)
  if (object.kind === 'Certificate') {
    const issuer = object.spec.at('issuerRef')
    const kind = issuer.at('kind').text ?? 'Issuer'
    yield* edge('reference', kind, kind === 'ClusterIssuer' ? undefined : object.namespace, issuer.at('name').text)
  }
  if (object.kind === 'RoleBinding' || object.kind === 'ClusterRoleBinding') {
    const kind = object.at('roleRef', 'kind').text ?? ''
    yield* edge('reference', kind, kind === 'ClusterRole' ? undefined : object.namespace, object.at('roleRef', 'name').text)
  }
}

function* namespaceEdges(object: LiveObject): Iterable<Edge> {
  yield* edge('namespace', 'Namespace', undefined, object.namespace)
}
