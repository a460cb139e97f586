import type { Field, KubernetesObject } from '@aks-copilot/kubernetes'
import type { BundleView } from '../inspect/rule.ts'
import { entryPointsOf } from '../inspect/traefik.ts'
import { keptAnnotations } from './controller-annotations.ts'
import { httpsListener, type Listener, PLAIN_HTTP, type RoutePlan, slug } from './gateway.ts'
import { certificatesOf } from './ingress-certificate.ts'
import { middlewaresOf } from './ingress-middlewares.ts'
import { Ledger } from './ledger.ts'
import { accountObject } from './metadata.ts'
import type { Planned } from './propose-http-routes.ts'
import { servicePort } from './service-port.ts'
import { effectsOfAll, redirectIn, Undecided } from './traefik-middleware.ts'

type Json = Readonly<Record<string, unknown>>

/** An Ingress (networking.k8s.io/v1) as HTTPRoutes, one for each host. Pure. */
export function ingressToHttpRoute(ingress: KubernetesObject, bundle: BundleView): Planned {
  const ledger = new Ledger()
  try {
    const middlewares = middlewaresOf(ingress, bundle, ledger)
    const annotations = keptAnnotations(ingress, ledger)
    const adds = certificatesOf(ingress, bundle, ledger)
    if (adds === undefined)
      throw new Undecided(
        'Decide which issuer of cert-manager signs the certificate, and write a Certificate for it: the annotations name none.',
      )
    const routes = plansOf({ ingress, bundle, middlewares, entry: entryPoints(ingress) }, ledger)
    ledger.dropped(ingress.at('spec', 'ingressClassName'), 'the Gateway has the class')
    accountObject(ingress, 'gateway.networking.k8s.io/v1 HTTPRoute', ledger)
    ledger.rest(ingress.at('spec'), 'an HTTPRoute has no such field')
    return { ok: true, plan: { object: ingress, routes, annotations, adds }, ledger: ledger.entries }
  } catch (error) {
    if (error instanceof Undecided) return { ok: false, judge: error.message }
    throw error
  }
}

/** An Ingress with what its paths share. */
interface Source {
  readonly ingress: KubernetesObject
  readonly bundle: BundleView
  readonly middlewares: readonly KubernetesObject[]
  readonly entry: readonly string[]
}

function entryPoints(ingress: KubernetesObject): readonly string[] {
  const named = entryPointsOf(ingress)
  const other = named.find((name) => name !== 'web' && name !== 'websecure')
  if (other !== undefined)
    throw new Undecided(
      `Whoever runs Traefik knows the port of its entry point \`${other}\`; decide which listener of the Gateway takes its place.`,
    )
  return named
}

function plansOf(source: Source, ledger: Ledger): readonly [RoutePlan, ...RoutePlan[]] {
  const { ingress, entry } = source
  const certificates = secretsOf(ingress, ledger)
  const byHost = Map.groupBy(ingress.at('spec', 'rules').items(), (rule) => rule.at('host').text ?? '')
  const plans = [...byHost].map(([host, rules]) => ({
    name: byHost.size === 1 ? ingress.name : `${ingress.name}-${host === '' ? 'any' : slug(host)}`,
    hostnames: host === '' ? [] : [host],
    rules: rules.flatMap((rule) => rule.at('http', 'paths').items()).map((path) => ruleOf(path, source, ledger)),
    listeners: listenersOf(host, certificates, entry),
  }))
  for (const [host, rules] of byHost)
    for (const rule of rules)
      ledger.mapped(
        rule.at('host'),
        host.startsWith('*.')
          ? 'a host name of the route; a wildcard of the Gateway API matches several labels'
          : 'a host name of the route',
      )
  const fallback = ingress.at('spec', 'defaultBackend')
  if (fallback.exists)
    plans.push({
      name: plans.length === 0 ? ingress.name : `${ingress.name}-default`,
      hostnames: [],
      rules: [{ ...filtersOf('PathPrefix', '/', source), backendRefs: [backendOf(fallback, source)] }],
      listeners: listenersOf('', certificates, entry),
    })
  ledger.mapped(fallback, 'a route without host names')
  const [first, ...rest] = plans.flatMap((plan) => withRedirect(plan, source))
  if (first === undefined || plans.some((plan) => plan.rules.length === 0))
    throw new Undecided('The Ingress has a rule without paths: decide which Service serves it.')
  return [first, ...rest]
}

/** The Secret of each host; '' is for any host. */
function secretsOf(ingress: KubernetesObject, ledger: Ledger): ReadonlyMap<string, string> {
  const certificates = new Map<string, string>()
  for (const tls of ingress.at('spec', 'tls').items()) {
    const secret = tls.at('secretName').text
    if (secret === undefined)
      throw new Undecided(
        'The TLS section names no Secret, so the controller gave its own certificate: decide which certificate the Gateway shows.',
      )
    const hosts = tls
      .at('hosts')
      .items()
      .flatMap((host) => host.text ?? [])
    for (const host of hosts.length === 0 ? [''] : hosts) certificates.set(host, secret)
    ledger.mapped(tls, 'an HTTPS listener of the Gateway has the certificate')
  }
  return certificates
}

function listenersOf(host: string, certificates: ReadonlyMap<string, string>, entry: readonly string[]): Listener[] {
  const wildcard = host.replace(/^[^.]*/, '*')
  const named = [host, wildcard, ''].find((candidate) => certificates.has(candidate))
  if (named === undefined) return [PLAIN_HTTP]
  const secure = httpsListener(named === '' ? host || undefined : named, certificates.get(named) ?? '')
  return entry.includes('web') ? [PLAIN_HTTP, secure] : [secure]
}

/** Middlewares that send requests to HTTPS do nothing to those that came so: the route serves HTTPS, and another one redirects. */
function withRedirect(plan: RoutePlan, { middlewares, entry }: Source): RoutePlan[] {
  const redirect = redirectIn(middlewares)
  if (redirect === undefined || !plan.listeners.includes(PLAIN_HTTP)) return [plan]
  const [secure, host] = [plan.listeners.filter((listener) => listener !== PLAIN_HTTP), plan.hostnames[0] ?? 'any host']
  const both = entry.includes('websecure')
  if (both && secure.length === 0)
    throw new Undecided(
      `Whoever owns the DNS name brings the certificate of \`${host}\`, in \`spec.tls\`: plain HTTP is sent to HTTPS, where Traefik showed its own.`,
    )
  if (!both && secure.length > 0)
    throw new Undecided(
      `Decide what serves HTTPS for \`${host}\`: the Ingress has a certificate for it, but Traefik takes only plain HTTP there and sends it to HTTPS.`,
    )
  const filters = [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: redirect.statusCode } }]
  const away = {
    ...plan,
    rules: plan.rules.map(({ matches }) => ({ ...(matches === undefined ? {} : { matches }), filters })),
    listeners: [PLAIN_HTTP],
  }
  return both
    ? [
        { ...plan, listeners: secure },
        { ...away, name: `${plan.name}-redirect` },
      ]
    : [away]
}

function filtersOf(type: 'Exact' | 'PathPrefix', value: string, { middlewares }: Source): Json {
  const { filters } = effectsOfAll(middlewares, { hosts: [], paths: [{ type, value }], methods: [], headers: [], queryParams: [] })
  return filters.length === 0 ? {} : { filters }
}

function ruleOf(path: Field, source: Source, ledger: Ledger): Json {
  const value = path.at('path').text ?? '/'
  const type = path.at('pathType').text
  if (type !== 'Exact' && type !== 'Prefix' && /[*()[\]\\^$|?]/.test(value))
    throw new Undecided(`Decide what the path \`${value}\` matches: it is a pattern that only the old controller can read.`)
  ledger.mapped(path, type === 'Exact' || type === 'Prefix' ? 'a match of the route' : 'a match of the route, as a prefix')
  const match = { type: type === 'Exact' ? ('Exact' as const) : ('PathPrefix' as const), value }
  return {
    matches: [{ path: match }],
    ...filtersOf(match.type, value, source),
    backendRefs: [backendOf(path.at('backend'), source)],
  }
}

function backendOf(backend: Field, { ingress, bundle }: Source): Json {
  const name = backend.at('service', 'name').text
  if (name === undefined) throw new Undecided('Decide what serves the path: its backend is no Service.')
  const answer = servicePort(
    bundle,
    ingress.namespace,
    name,
    backend.at('service', 'port', 'number').number ?? backend.at('service', 'port', 'name').text,
  )
  if ('unknown' in answer) throw new Undecided(`Give the number of the port: ${answer.unknown}.`)
  return { name, port: answer.port }
}
