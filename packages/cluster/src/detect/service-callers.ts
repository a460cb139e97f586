import { containers, type Field } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import { allBackends } from './backends.ts'
import { makersIn } from './service-endpoints.ts'

/** Who sends requests to a Service, and the field that says so. */
export interface Caller {
  readonly object: LiveObject
  readonly field: Field
}

/** Names of variables whose bare value is a host. */
const HOST_NAME = /(HOST|HOSTNAME|URL|URI|ADDR|ADDRESS|ENDPOINT|SERVER|SERVERS|SERVICE|UPSTREAM|BROKERS?|TARGET)$/i
/** A host with a scheme, a port, or a name of the cluster's own DNS. */
const ADDRESS = /(?:(:\/\/)(?:[^\s/@]*@)?)?\b([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*)(:\d{2,5})?/g
const BARE_HOST = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*$/
const MOST_LENGTH = 500

/** Everything that is known to call a Service: Ingresses, routes, and workloads whose variables or arguments name it. */
export function callersOf(service: LiveObject, state: ClusterState): readonly Caller[] {
  return callers(state).get(`${service.namespace}/${service.name}`) ?? []
}

function callers(state: ClusterState): ReadonlyMap<string, readonly Caller[]> {
  return state.remember(callers, () => {
    const found = new Map<string, Caller[]>()
    const add = (key: string, caller: Caller): void => {
      const known = found.get(key)
      if (known === undefined) found.set(key, [caller])
      else if (!known.some(({ object }) => object === caller.object)) known.push(caller)
    }
    for (const { namespace, service, from, nameField } of allBackends(state))
      add(`${namespace}/${service}`, { object: from, field: nameField })
    for (const namespace of new Set(state.list('Service').map(({ namespace }) => namespace))) {
      const workloads = [...makersIn(namespace, state), ...state.in('CronJob', namespace)]
      for (const object of workloads) for (const [key, field] of named(object)) add(key, { object, field })
      for (const set of state.in('StatefulSet', namespace)) {
        const field = set.spec.at('serviceName')
        if (field.text !== undefined) add(`${namespace}/${field.text}`, { object: set, field })
      }
    }
    return found
  })
}

/** `namespace/name` of what might be Services in the variables and arguments of a workload. */
function named(workload: LiveObject): readonly (readonly [string, Field])[] {
  return containers(workload).flatMap((container) => [
    ...container
      .at('env')
      .items()
      .flatMap((variable) =>
        hostsOf(variable.at('name').text ?? '', variable.at('value')).map(
          (host) => [inside(host, workload), variable.at('value')] as const,
        ),
      ),
    ...[...container.at('args').items(), ...container.at('command').items()].flatMap((field) =>
      hostsOf('', field).map((host) => [inside(host, workload), field] as const),
    ),
  ])
}

function hostsOf(name: string, field: Field): readonly string[] {
  const value = field.text
  if (value === undefined || value.length > MOST_LENGTH) return []
  if (HOST_NAME.test(name) && BARE_HOST.test(value)) return [value]
  return [...value.matchAll(ADDRESS)].flatMap(([, scheme, host = '', port]) =>
    scheme !== undefined || port !== undefined || host.includes('.svc') ? [host] : [],
  )
}

/** `cart` and `cart.shop.svc.cluster.local` as `namespace/name`. */
function inside(host: string, workload: LiveObject): string {
  const [name, namespace = workload.namespace, kind = 'svc'] = host.split('.')
  return kind === 'svc' ? `${namespace}/${name}` : host
}
