import { type Field, podLabels } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import { isReady } from './workload-pods.ts'

/** Workloads whose pods a Service could mean. A ReplicaSet or pod counts where nobody known controls it. */
const MAKERS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Pod'] as const
const COMES_AND_GOES = ['Job', 'CronJob'] as const

/** The equality selector of a Service that selects pods; undefined where endpoints come from elsewhere (no selector, ExternalName). */
export function serviceSelector(service: LiveObject): Readonly<Record<string, string>> | undefined {
  if (service.apiVersion !== 'v1' || service.spec.at('type').is('ExternalName')) return undefined
  const selector = service.spec.at('selector').strings()
  return Object.keys(selector).length === 0 ? undefined : selector
}

/** The pods behind a Service, those that are being deleted or are over left out. */
export function podsBehind(service: LiveObject, state: ClusterState): readonly LiveObject[] {
  const selector = serviceSelector(service)
  if (selector === undefined) return []
  return state.remember(`pods behind ${service.uid}`, () =>
    podsLabelled(selector, service.namespace, state).filter(
      (pod) => pod.deletedAt === undefined && !['Succeeded', 'Failed'].includes(pod.status.at('phase').text ?? ''),
    ),
  )
}

/** Pods of a namespace with all of some labels, found by index: thousands of pods are not looked at for each Service. */
export function podsLabelled(
  labels: Readonly<Record<string, string>>,
  namespace: string | undefined,
  state: ClusterState,
): readonly LiveObject[] {
  const index = state.remember(`pods by label ${namespace}`, () => {
    const byPair = new Map<string, LiveObject[]>()
    for (const pod of state.in('Pod', namespace)) {
      for (const [key, value] of Object.entries(pod.labels.strings())) {
        const pair = `${key}=${value}`
        const pods = byPair.get(pair)
        if (pods === undefined) byPair.set(pair, [pod])
        else pods.push(pod)
      }
    }
    return byPair
  })
  const groups = Object.entries(labels).map(([key, value]) => index.get(`${key}=${value}`) ?? [])
  const [smallest = [], ...others] = groups.toSorted((left, right) => left.length - right.length)
  const sets = others.map((group) => new Set(group))
  return smallest.filter((pod) => sets.every((set) => set.has(pod)))
}

/** The workloads of a namespace that make pods for good, each named once: not the ReplicaSet of a Deployment. */
export function makersIn(namespace: string | undefined, state: ClusterState): readonly LiveObject[] {
  return state.remember(`makers in ${namespace}`, () =>
    MAKERS.flatMap((kind) => state.in(kind, namespace)).filter(
      (maker) => state.controllerOf(maker) === undefined && maker.deletedAt === undefined,
    ),
  )
}

/** Workloads, also those that come and go, whose pods a Service would select, whether there are any now or not. */
export function makersBehind(service: LiveObject, state: ClusterState): readonly LiveObject[] {
  const selector = Object.entries(serviceSelector(service) ?? {})
  if (selector.length === 0) return []
  const makers = [...makersIn(service.namespace, state), ...COMES_AND_GOES.flatMap((kind) => state.in(kind, service.namespace))]
  return makers.filter((maker) => {
    const labels = podLabels(maker)
    return selector.every(([key, value]) => labels[key] === value)
  })
}

/** The EndpointSlices of a Service. */
export function endpointSlices(service: LiveObject, state: ClusterState): readonly LiveObject[] {
  const index = state.remember('endpoint slices', () => {
    const byService = new Map<string, LiveObject[]>()
    for (const slice of state.list('EndpointSlice')) {
      const name = slice.labels.at('kubernetes.io/service-name').text
      if (name === undefined || slice.deletedAt !== undefined) continue
      const key = `${slice.namespace}/${name}`
      const slices = byService.get(key)
      if (slices === undefined) byService.set(key, [slice])
      else slices.push(slice)
    }
    return byService
  })
  return index.get(`${service.namespace}/${service.name}`) ?? []
}

/** The endpoints of a Service that get connections. An absent `ready` means ready, as the API says. */
function readyEndpoints(service: LiveObject, state: ClusterState): readonly Field[] {
  const endpoints = endpointSlices(service, state).flatMap((slice) => slice.at('endpoints').items())
  return endpoints.filter((endpoint) => !endpoint.at('conditions', 'ready').is(false))
}

/** Whether a Service has somebody to answer: by its EndpointSlices where they are known, else by the readiness of its pods. */
export function hasReadyEndpoint(service: LiveObject, state: ClusterState): boolean {
  if (state.coverage.knowsAbsence('EndpointSlice', service.namespace)) return readyEndpoints(service, state).length > 0
  return podsBehind(service, state).some((pod) => service.spec.at('publishNotReadyAddresses').is(true) || isReady(pod))
}
