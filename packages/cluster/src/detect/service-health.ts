import { replicas } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../context/live-object.ts'
import type { Time } from '../context/records.ts'
import { isGoing } from './onset.ts'
import { hasLasted, latest, MINUTE, SECOND } from './patience.ts'
import { hasReadyEndpoint, makersBehind, podsBehind, serviceSelector } from './service-endpoints.ts'
import { isWarmingUp } from './warm-up.ts'
import { isReady, unreadySince } from './workload-pods.ts'

/** Why nobody answers for a Service. */
export type ServiceTrouble =
  /** No pod has its labels, and no workload would make one. */
  | { readonly kind: 'selects-nothing' }
  /** Pods are there, and none is ready. */
  | { readonly kind: 'none-ready'; readonly pods: readonly LiveObject[]; readonly since: Time | undefined }
  /** Workloads should have made pods, and did not. */
  | { readonly kind: 'none-made'; readonly makers: readonly LiveObject[]; readonly since: Time | undefined }

/** A pod that fails one probe is out for one period; what is shorter than this mends itself. */
const FLAP = 30 * SECOND
/** A controller makes pods within seconds, also of a long queue. */
const MAKING = MINUTE

/** What is wrong behind a Service that selects pods; undefined where somebody answers, where it is no fault, or where nobody can tell. */
export function serviceTrouble(service: LiveObject, state: ClusterState): ServiceTrouble | undefined {
  return state.remember(`trouble of ${service.uid}`, () => computeTrouble(service, state))
}

function computeTrouble(service: LiveObject, state: ClusterState): ServiceTrouble | undefined {
  if (serviceSelector(service) === undefined || !state.coverage.knowsAbsence('Pod', service.namespace)) return undefined
  if (hasReadyEndpoint(service, state) || isGoing(service, state)) return undefined
  const pods = podsBehind(service, state)
  return pods.length > 0 ? noneReady(service, pods, state) : nobodyThere(service, state)
}

function noneReady(service: LiveObject, pods: readonly LiveObject[], state: ClusterState): ServiceTrouble | undefined {
  // Pods that are ready and not yet in a slice: the controller is about to write it.
  if (service.spec.at('publishNotReadyAddresses').is(true) || pods.some(isReady)) return undefined
  if (pods.every((pod) => pod.controller?.kind === 'Job') || pods.some((pod) => isWarmingUp(pod, state))) return undefined
  const since = latest(pods.map(unreadySince))
  return hasLasted(since, FLAP, state) ? { kind: 'none-ready', pods, since } : undefined
}

function nobodyThere(service: LiveObject, state: ClusterState): ServiceTrouble | undefined {
  const makers = makersBehind(service, state)
  if (makers.length === 0) return seesMakers(service, state) ? { kind: 'selects-nothing' } : undefined
  const owing = makers.filter((maker) => (replicas(maker) ?? 0) > 0 && !isPaused(maker) && !isLeaving(maker, state))
  const since = latest(owing.map((maker) => owesSince(maker, state)))
  return owing.length > 0 && hasLasted(since, MAKING, state) ? { kind: 'none-made', makers: owing, since } : undefined
}

/** Without sight of workloads nobody can tell what was scaled to zero on purpose. */
function seesMakers(service: LiveObject, state: ClusterState): boolean {
  return ['Deployment', 'StatefulSet'].every((kind) => state.coverage.knowsAbsence(kind, service.namespace))
}

/** Since when a workload should have pods and has none: its making, its scaling, or the loss of its last one. */
function owesSince(maker: LiveObject, state: ClusterState): Time | undefined {
  const lost = maker.condition('Available')
  return latest([maker.createdAt, state.lastChange(maker, '/spec/replicas')?.at, timeOf(lost.at('lastTransitionTime'))])
}

function isPaused(maker: LiveObject): boolean {
  return maker.spec.at('paused').is(true)
}

/** Its old pods are still going: the next ones come after them. */
function isLeaving(maker: LiveObject, state: ClusterState): boolean {
  return state.podsOf(maker).some((pod) => pod.deletedAt !== undefined)
}
