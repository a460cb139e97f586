import type { Field, KubernetesObject } from '@aks-copilot/kubernetes'
import type { BundleView } from '../inspect/rule.ts'
import type { Ledger } from './ledger.ts'
import { servicePort } from './service-port.ts'
import { readTraefikMatch, type TraefikMatch } from './traefik-match.ts'
import { type Effects, effectsOf, Undecided } from './traefik-middleware.ts'
import { isTraefik } from './traefik-users.ts'

/** One rule of an IngressRoute. */
export interface TraefikRoute {
  readonly match: TraefikMatch
  readonly effects: Effects
  readonly backends: readonly { readonly name: string; readonly port: number; readonly weight?: number }[]
}

/** What an IngressRoute says: its rules, and the Secret of its certificate where it serves HTTPS. */
export interface IngressRouteFacts {
  readonly routes: readonly TraefikRoute[]
  readonly secretName: string | undefined
}

/** Reads an IngressRoute; `judge` says who must decide what where it cannot be carried over by rule. */
export function readIngressRoute(
  object: KubernetesObject,
  bundle: BundleView,
  ledger: Ledger,
): IngressRouteFacts | { readonly judge: string } {
  try {
    const routes = object
      .at('spec', 'routes')
      .items()
      .map((route) => readRoute(route, object, bundle, ledger, object.at('spec', 'routes').items().length > 1))
    if (routes.length === 0) throw new Undecided('Decide what it serves: it has no routes.')
    return { routes, secretName: secretOf(object, routes, bundle, ledger) }
  } catch (error) {
    if (error instanceof Undecided) return { judge: error.message }
    throw error
  }
}

function readRoute(route: Field, object: KubernetesObject, bundle: BundleView, ledger: Ledger, several: boolean): TraefikRoute {
  const match = readTraefikMatch(route.at('match').text ?? '')
  if ('judge' in match) throw new Undecided(match.judge)
  const priority = route.at('priority')
  if (several && priority.exists && priority.value !== 0)
    throw new Undecided('Decide which rule comes first: Traefik has a priority for it, and the Gateway API takes the most exact match.')
  const own = effectsOf(route, object, match, bundle)
  const effects = servesHttps(object) ? { ...own, redirectsToHttps: undefined } : own
  const backends =
    effects.redirectsToHttps !== undefined
      ? []
      : route
          .at('services')
          .items()
          .map((service) => backendOf(service, object, bundle, ledger))
  ledger.mapped(
    route.at('match'),
    match.paths.some((path) => path.type === 'PathPrefix' && path.value !== '/')
      ? 'matches; a prefix ends at a `/` or at the end, so that `/apix` is not under `/api` any more'
      : 'matches',
  )
  if (effects.middlewares.some((middleware) => middleware.at('spec', 'compress').exists))
    ledger.lost(route.at('middlewares'), 'answers are not compressed any more; whatever else they do is kept')
  ledger.mapped(route.at('middlewares'), 'what they do is kept; the way to HTTPS does nothing to a request that came by HTTPS')
  ledger.mapped(route.at('services'), effects.redirectsToHttps === undefined ? 'the backends' : 'nothing reaches them but by HTTPS')
  for (const key of ['kind', 'priority', 'syntax']) ledger.dropped(route.at(key), 'it is about how Traefik reads the rule')
  ledger.lost(route.at('observability'), 'it is about the logs and metrics of Traefik')
  ledger.rest(route, 'nothing but Traefik reads it')
  return { match, effects, backends }
}

function backendOf(service: Field, object: KubernetesObject, bundle: BundleView, ledger: Ledger): TraefikRoute['backends'][number] {
  const name = service.at('name').text ?? ''
  const kind = service.at('kind').text ?? 'Service'
  if (name.endsWith('@internal')) throw new Undecided(`Decide whether \`${name}\` is needed: it is a part of Traefik itself.`)
  if (kind !== 'Service')
    throw new Undecided(`Decide how the requests are shared out: ${kind} \`${name}\` says it, and only Traefik reads it.`)
  if ((service.at('namespace').text ?? object.namespace) !== object.namespace)
    throw new Undecided(
      `Whoever owns the namespace \`${service.at('namespace').text}\` must allow it: Service \`${name}\` is in another namespace.`,
    )
  if (!['http', ''].includes(service.at('scheme').text ?? '') || service.at('serversTransport').exists)
    throw new Undecided(
      `Decide how the way to Service \`${name}\` is encrypted: its pods speak ${service.at('scheme').text ?? 'TLS'}, and Traefik was told how to trust them.`,
    )
  if (service.at('passHostHeader').is(false))
    throw new Undecided(`Decide which host name Service \`${name}\` gets: Traefik does not pass on the one of the request.`)
  const answer = servicePort(bundle, object.namespace, name, portOf(service))
  if ('unknown' in answer) throw new Undecided(`Give the number of the port: ${answer.unknown}.`)
  ledger.lost(service.at('sticky'), 'a client is not kept at one pod any more')
  for (const key of ['strategy', 'responseForwarding', 'healthCheck', 'nativeLB', 'nodePortLB'])
    ledger.lost(service.at(key), 'nothing but Traefik reads it')
  const weight = service.at('weight').number
  return { name, port: answer.port, ...(weight === undefined ? {} : { weight }) }
}

/** A port is a number or a name; a number may be written as text. */
function portOf(service: Field): number | string | undefined {
  const port = service.at('port')
  return port.text !== undefined && /^\d+$/.test(port.text) ? Number(port.text) : (port.number ?? port.text)
}

/** With a `tls` section Traefik serves nothing but HTTPS; the entry point websecure of k3s has TLS by itself. */
export function servesHttps(object: KubernetesObject): boolean {
  return (
    object.at('spec', 'tls').exists ||
    object
      .at('spec', 'entryPoints')
      .items()
      .some((name) => name.is('websecure'))
  )
}

/** The Secret of the certificate; undefined where plain HTTP is served. */
function secretOf(object: KubernetesObject, routes: readonly TraefikRoute[], bundle: BundleView, ledger: Ledger): string | undefined {
  const [tls, entryPoints] = [object.at('spec', 'tls'), object.at('spec', 'entryPoints')]
  const names = entryPoints.items().map((name) => name.text ?? '')
  const other = names.find((name) => name !== 'web' && name !== 'websecure')
  if (other !== undefined)
    throw new Undecided(`Whoever runs Traefik knows the port of its entry point \`${other}\`: decide what takes its place.`)
  if (!servesHttps(object)) {
    ledger.mapped(entryPoints, 'port 80')
    return undefined
  }
  ledger.mapped(tls.at('secretName'), 'the Secret of the certificate')
  ledger.lostSecurity(
    tls.at('options'),
    'TLS options say which clients and which ciphers are let in; set the same up at the controller of AKS',
  )
  const general = bundle.of('TLSOption').find((option) => isTraefik(option) && option.name === 'default')
  if (general !== undefined && !tls.at('options').exists)
    ledger.lostSecurity(
      tls.exists ? tls : entryPoints,
      'TLSOption `default` counts for every route: it says which clients and which ciphers are let in; set the same up at the controller of AKS',
    )
  const secretName = tls.at('secretName').text ?? certificateFor(routes, object.namespace, bundle)
  if (secretName === undefined)
    throw new Undecided(
      `Whoever owns the DNS name brings the certificate: ${tls.at('certResolver').exists ? `Traefik fetched it with its resolver \`${tls.at('certResolver').text}\`` : 'Traefik showed its default one'}. A Secret of type kubernetes.io/tls, or cert-manager, can hold it.`,
    )
  ledger.mapped(entryPoints, 'port 443')
  for (const key of ['certResolver', 'domains', 'store']) ledger.dropped(tls.at(key), `Secret \`${secretName}\` has the certificate`)
  return secretName
}

/** The Secret that cert-manager makes for all hosts of the routes. */
function certificateFor(routes: readonly TraefikRoute[], namespace: string | undefined, bundle: BundleView): string | undefined {
  const hosts = [...new Set(routes.flatMap(({ match }) => match.hosts))]
  const made = bundle.of('Certificate').find((candidate) => {
    const names = new Set(
      candidate
        .at('spec', 'dnsNames')
        .items()
        .map((name) => name.text),
    )
    return (
      candidate.group === 'cert-manager.io' &&
      candidate.namespace === namespace &&
      hosts.length > 0 &&
      hosts.every((host) => names.has(host))
    )
  })
  return made?.at('spec', 'secretName').text
}
