import type { Field } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'

/** Where an Ingress or a route sends requests. */
export interface Backend {
  readonly from: LiveObject
  readonly namespace: string | undefined
  readonly service: string
  /** The field with the Service's name. */
  readonly nameField: Field
  /** The field with the port's number or name; absent where none is given. */
  readonly portField: Field
  /** What comes that way, for people: `shop.example/cart`; undefined for the default backend. */
  readonly route: string | undefined
}

export const ROUTE_KINDS = ['HTTPRoute', 'GRPCRoute'] as const

/** The Services that an Ingress names: the default one and one for each path. */
export function ingressBackends(ingress: LiveObject): readonly Backend[] {
  const { spec } = ingress
  const fallback = spec.at('defaultBackend', 'service')
  const paths = spec
    .at('rules')
    .items()
    .flatMap((rule) => {
      const host = rule.at('host').text ?? '*'
      const entries = rule.at('http', 'paths').items()
      return entries.map((path) => ({ service: path.at('backend', 'service'), route: `${host}${path.at('path').text ?? '/'}` }))
    })
  return [{ service: fallback, route: undefined }, ...paths]
    .filter(({ service }) => service.at('name').text !== undefined)
    .map(({ service, route }) => ({
      from: ingress,
      namespace: ingress.namespace,
      service: service.at('name').text ?? '',
      ...ports(service),
      route,
    }))
}

function ports(service: Field): Pick<Backend, 'nameField' | 'portField'> {
  const byName = service.at('port', 'name')
  return { nameField: service.at('name'), portField: byName.exists ? byName : service.at('port', 'number') }
}

/** The Services that an HTTPRoute or a GRPCRoute names; a reference to another kind is not among them. */
export function routeBackends(route: LiveObject): readonly Backend[] {
  const hosts = route.spec.at('hostnames').items()
  const host = hosts[0]?.text ?? '*'
  return route.spec
    .at('rules')
    .items()
    .flatMap((rule) =>
      rule
        .at('backendRefs')
        .items()
        .filter(isService)
        .map((reference) => ({
          from: route,
          namespace: reference.at('namespace').text ?? route.namespace,
          service: reference.at('name').text ?? '',
          nameField: reference.at('name'),
          portField: reference.at('port'),
          route: `${host}${rule.at('matches').items()[0]?.at('path', 'value').text ?? ''}`,
        })),
    )
}

function isService(reference: Field): boolean {
  return (reference.at('kind').text ?? 'Service') === 'Service' && (reference.at('group').text ?? '') === ''
}

/** Every place that sends requests to Services: Ingresses and routes. */
export function allBackends(state: ClusterState): readonly Backend[] {
  return state.remember(allBackends, () => [
    ...state.list('Ingress').flatMap(ingressBackends),
    ...ROUTE_KINDS.flatMap((kind) => state.list(kind)).flatMap(routeBackends),
  ])
}

/** The port of a Service that a backend asks for, by name or number; undefined where there is none such. */
export function servicePort(service: LiveObject, wanted: Field): Field | undefined {
  const all = service.spec.at('ports').items()
  return all.find((port) => (typeof wanted.value === 'number' ? port.at('port').is(wanted.value) : port.at('name').is(wanted.text ?? '')))
}
