import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { addAfter, append, type BundleView, type Change, edit, remove, set } from '../inspect/rule.ts'
import type { TargetProfile } from '../profiles/profile.ts'
import { annotationIntents, strayFields } from './metadata.ts'

type Json = Readonly<Record<string, unknown>>

const GATEWAY_API = 'gateway.networking.k8s.io/v1'

/** A place at which a Gateway takes requests: plain HTTP for every host, or HTTPS for one host with its certificate. */
export interface Listener {
  readonly name: string
  readonly port: number
  readonly protocol: 'HTTP' | 'HTTPS'
  readonly hostname?: string
  readonly tls?: { readonly mode: 'Terminate'; readonly certificateRefs: readonly { readonly name: string }[] }
}

export const PLAIN_HTTP: Listener = { name: 'http', port: 80, protocol: 'HTTP' }

export function httpsListener(host: string | undefined, secretName: string): Listener {
  const name = host === undefined ? 'https' : `https-${slug(host)}`
  return {
    name: name.slice(0, 63).replace(/-+$/, ''),
    port: 443,
    protocol: 'HTTPS',
    ...(host === undefined ? {} : { hostname: host }),
    tls: { mode: 'Terminate', certificateRefs: [{ name: secretName }] },
  }
}

/** A host as a part of a name: `*.apps.example` becomes `any-apps-example`. */
export function slug(host: string): string {
  return host.replace('*', 'any').replaceAll('.', '-').toLowerCase()
}

/** An HTTPRoute to be: all but the Gateway that it hangs on. */
export interface RoutePlan {
  readonly name: string
  readonly hostnames: readonly string[]
  readonly rules: readonly Json[]
  readonly listeners: readonly Listener[]
}

/** What an object becomes: its routes; the first takes its place. */
export interface ConversionPlan {
  readonly object: KubernetesObject
  readonly routes: readonly [RoutePlan, ...RoutePlan[]]
  /** Annotations that the routes keep. */
  readonly annotations: Readonly<Record<string, string>>
  /** Further objects that it takes, such as the Secret of its certificate. */
  readonly adds?: readonly Json[]
}

/** Turns objects of one namespace into HTTPRoutes on one Gateway: the bundle's own of the target's class, else a new one. */
export function changesToGateway(plans: readonly ConversionPlan[], bundle: BundleView, target: TargetProfile): Change[] {
  const [first] = plans
  if (first === undefined) return []
  const wanted = [
    ...new Map(
      plans
        .flatMap(({ routes }) => routes.flatMap(({ listeners }) => listeners))
        .toReversed()
        .map((listener) => [placeOf(listener), listener]),
    ).values(),
  ].toReversed()
  const present = gatewayOf(bundle, first.object.namespace, target)
  const names = new Map(
    wanted.map((listener) => [placeOf(listener), present === undefined ? listener.name : listenerName(present, listener)]),
  )
  const edits = plans.flatMap((plan) => planChanges(plan, present?.name ?? NEW_GATEWAY, names))
  if (present === undefined) return [...edits, addAfter(first.object, newGateway(first.object.namespace, target, wanted))]
  const missing = wanted.filter((listener) => sameListener(present, listener) === undefined)
  const onGateway = missing.map((listener) => append(present.at('spec', 'listeners'), listener))
  return onGateway.length === 0 ? edits : [...edits, edit(present, onGateway)]
}

/** A Gateway can have one listener for a port and host. */
function placeOf({ port, hostname }: Listener): string {
  return `${port} ${hostname ?? ''}`
}

const NEW_GATEWAY = 'gateway'

function gatewayOf(bundle: BundleView, namespace: string | undefined, target: TargetProfile): KubernetesObject | undefined {
  return bundle
    .of('Gateway')
    .find(
      (gateway) =>
        gateway.group === 'gateway.networking.k8s.io' &&
        gateway.namespace === namespace &&
        gateway.at('spec', 'gatewayClassName').is(target.ingress.gatewayClassName),
    )
}

function sameListener(gateway: KubernetesObject, wanted: Listener): string | undefined {
  const found = gateway
    .at('spec', 'listeners')
    .items()
    .find(
      (listener) =>
        listener.at('port').is(wanted.port) &&
        listener.at('protocol').is(wanted.protocol) &&
        listener.at('hostname').text === wanted.hostname,
    )
  return found?.at('name').text
}

function listenerName(gateway: KubernetesObject, wanted: Listener): string {
  return sameListener(gateway, wanted) ?? wanted.name
}

function newGateway(namespace: string | undefined, target: TargetProfile, listeners: readonly Listener[]): Json {
  return {
    apiVersion: GATEWAY_API,
    kind: 'Gateway',
    metadata: { name: NEW_GATEWAY, ...(namespace === undefined ? {} : { namespace }) },
    spec: { gatewayClassName: target.ingress.gatewayClassName, listeners },
  }
}

/** The first route takes the object's place in the file, with its comments; further ones follow it. */
function planChanges(plan: ConversionPlan, gateway: string, names: ReadonlyMap<string, string>): Change[] {
  const {
    object,
    routes: [main, ...others],
  } = plan
  const intents = [
    set(object.at('apiVersion'), GATEWAY_API),
    set(object.at('kind'), 'HTTPRoute'),
    ...(main.name === object.name ? [] : [set(object.at('metadata', 'name'), main.name)]),
    set(object.at('spec'), routeSpec(main, gateway, names)),
    ...annotationIntents(object, plan.annotations),
    ...strayFields(object).map(remove),
  ]
  const more = others.map((route) => ({
    apiVersion: GATEWAY_API,
    kind: 'HTTPRoute',
    metadata: metadataOf(object, route.name),
    spec: routeSpec(route, gateway, names),
  }))
  const adds = [...more, ...(plan.adds ?? [])]
  return adds.length === 0 ? [edit(object, intents)] : [edit(object, intents), addAfter(object, ...adds)]
}

function metadataOf(object: KubernetesObject, name: string): Json {
  const labels = object.labels.strings()
  return {
    name,
    ...(object.namespace === undefined ? {} : { namespace: object.namespace }),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
  }
}

function routeSpec({ hostnames, rules, listeners }: RoutePlan, gateway: string, names: ReadonlyMap<string, string>): Json {
  const parentRefs = listeners.map((listener) => ({ name: gateway, sectionName: names.get(placeOf(listener)) ?? listener.name }))
  return { parentRefs, ...(hostnames.length === 0 ? {} : { hostnames }), rules }
}
