import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import { podsBehind } from './service-endpoints.ts'

/** Whom a line names as the other side of a connection, as written: `cart:8080`, `10.96.0.7:5432`. */
export interface Target {
  readonly text: string
  readonly host: string
  readonly port: string | undefined
}

const NAME = String.raw`[a-zA-Z0-9](?:[\w.-]{0,200}[a-zA-Z0-9])?`
/** Ways to name the other side, the surest first. A client that is served is nobody's other side. */
const FORMS: readonly RegExp[] = [
  new RegExp(String.raw`\b[a-z][a-z0-9+.-]{1,20}:\/\/(?:[^\s\/@]{0,200}@)?(${NAME})(?::(\d{1,5}))?`, 'g'),
  new RegExp(String.raw`host=['"](${NAME})['"],? port=['"]?(\d{1,5})`, 'g'),
  new RegExp(String.raw`(?:server at|host(?: name)?) ["'](${NAME})["'](?: \([\d.a-f:]+\))?,? port (\d{1,5})`, 'g'),
  new RegExp(String.raw`(?:connect(?:ing|ion)?|connect\(2\)) (?:to|for) ["']?(${NAME})["']?,? port (\d{1,5})`, 'gi'),
  new RegExp(
    String.raw`(?<!(?:client|from|peer|lookup .{1,80} on)[: ]{1,2})(?<![\w.\/:-])(?:${NAME}\/)?(${NAME}):(\d{2,5})(?!\w|[.:]\w)`,
    'g',
  ),
  new RegExp(String.raw`(?:host|connect to|connecting to|reach|upstream) [("'\x60]{0,2}(${NAME})[)"'\x60]`, 'gi'),
]
const LOCAL = /^(?:localhost|127\.[\d.]+|0\.0\.0\.0)$/
/** Words before a colon and a number that are no hosts: file names with lines. */
const FILE = /\.(?:go|py|rb|js|ts|mjs|cjs|java|kt|cs|rs|php|c|cc|cpp|ex|erl|scala)$/i
const MOST_TEXT = 2_000

/** The targets that a text names, the surest first. */
export function targetsIn(text: string): readonly Target[] {
  const shown = text.slice(0, MOST_TEXT)
  const found = FORMS.flatMap((form) =>
    [...shown.matchAll(form)].map(([, host = '', port]): Target => ({ text: port === undefined ? host : `${host}:${port}`, host, port })),
  )
  const named = found.filter(({ host }) => !FILE.test(host) && !/^\d+$/.test(host) && !/^\d\d?$/.test(host))
  return [...new Map(named.map((target) => [target.text, target])).values()]
}

/** Whose address it is. `unknown`: something outside, or something that is not there any more. */
export type Owner =
  | { readonly kind: 'service' | 'pod'; readonly object: LiveObject; readonly target: Target }
  | { readonly kind: 'self' | 'unknown'; readonly object: undefined; readonly target: Target }

/** The Service or the pod that a text names as the other side, else whatever it names; undefined where it names nobody. */
export function ownerIn(text: string, pod: LiveObject, state: ClusterState): Owner | undefined {
  const targets = targetsIn(text)
  for (const target of targets) {
    const service = serviceAt(target.host, pod.namespace, state)
    if (service !== undefined) return { kind: 'service', object: service, target }
  }
  for (const target of targets) {
    const other = addresses(state).pods.get(target.host)
    if (other === undefined || other === pod) continue
    const service = headlessBefore(other, state)
    return service === undefined ? { kind: 'pod', object: other, target } : { kind: 'service', object: service, target }
  }
  const local = targets.find(({ host }) => LOCAL.test(host))
  if (local !== undefined) return { kind: 'self', object: undefined, target: local }
  const first = targets.find(({ host, port }) => host.includes('.') || port !== undefined)
  return first === undefined ? undefined : { kind: 'unknown', object: undefined, target: first }
}

/** The only Service under whose name a pod's own address is given. */
function headlessBefore(pod: LiveObject, state: ClusterState): LiveObject | undefined {
  const services = state.in('Service', pod.namespace).filter((service) => isHeadless(service) && podsBehind(service, state).includes(pod))
  return services.length === 1 ? services[0] : undefined
}

/** Whether DNS gives the addresses of its pods: then the client chooses the port, and the Service's own ports mean nothing. */
export function isHeadless(service: LiveObject): boolean {
  return service.spec.at('clusterIP').is('None')
}

/** What a host name means inside the cluster, seen from a namespace; undefined for names that are meant for outside. */
export function clusterName(
  host: string,
  namespace: string | undefined,
): { readonly name: string; readonly namespace: string | undefined } | undefined {
  const parts = host.replace(/\.$/, '').toLowerCase().split('.')
  const [name = '', second, third] = parts
  if (parts.length === 1) return { name, namespace }
  if (third === 'svc') return { name, namespace: second }
  // The pod of a StatefulSet by its governing Service: web-0.web.shop.svc
  if (parts[3] === 'svc') return { name: second ?? '', namespace: third }
  return parts.length === 2 ? { name, namespace: second } : undefined
}

/** The Service that a host name or an address belongs to. */
export function serviceAt(host: string, namespace: string | undefined, state: ClusterState): LiveObject | undefined {
  const byAddress = addresses(state).services.get(host)
  if (byAddress !== undefined) return byAddress
  const meant = clusterName(host, namespace)
  return meant === undefined ? undefined : state.find('Service', meant.namespace, meant.name)
}

function addresses(state: ClusterState): {
  readonly services: ReadonlyMap<string, LiveObject>
  readonly pods: ReadonlyMap<string, LiveObject>
} {
  return state.remember(addresses, () => ({
    services: new Map(
      state.list('Service').flatMap((service) => {
        const all = [
          service.spec.at('clusterIP').text,
          ...service.spec
            .at('clusterIPs')
            .items()
            .map(({ text }) => text),
        ]
        return all.flatMap((address) =>
          address === undefined || address === 'None' || address === '' ? [] : [[address, service] as const],
        )
      }),
    ),
    pods: new Map(
      state.list('Pod').flatMap((pod) => {
        const address = pod.status.at('podIP').text
        return address === undefined || pod.spec.at('hostNetwork').is(true) ? [] : [[address, pod] as const]
      }),
    ),
  }))
}
