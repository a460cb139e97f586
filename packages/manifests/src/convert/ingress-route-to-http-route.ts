import type { KubernetesObject } from '@aks-copilot/kubernetes'
import type { BundleView } from '../inspect/rule.ts'
import { httpsListener, type Listener, PLAIN_HTTP, type RoutePlan, slug } from './gateway.ts'
import { Ledger } from './ledger.ts'
import { accountObject } from './metadata.ts'
import type { Planned } from './propose-http-routes.ts'
import { type IngressRouteFacts, readIngressRoute, type TraefikRoute } from './read-ingress-route.ts'
import { httpMatches } from './traefik-match.ts'

type Json = Readonly<Record<string, unknown>>

/** An IngressRoute of Traefik as HTTPRoutes, one for each set of hosts. Pure. */
export function ingressRouteToHttpRoute(object: KubernetesObject, bundle: BundleView): Planned {
  const ledger = new Ledger()
  const facts = readIngressRoute(object, bundle, ledger)
  if ('judge' in facts) return { ok: false, judge: facts.judge }
  ledger.rest(object.at('spec', 'tls'), 'nothing but Traefik reads it', true)
  ledger.rest(object.at('spec'), 'nothing but Traefik reads it')
  accountObject(object, 'gateway.networking.k8s.io/v1 HTTPRoute', ledger)
  const groups = [...Map.groupBy(facts.routes, ({ match }) => match.hosts.toSorted().join(' ')).values()]
  const plans = groups.map((routes) => planOf(object, routes, facts, groups.length > 1))
  const [first, ...rest] = plans
  if (first === undefined) return { ok: false, judge: 'Decide what it serves: it has no routes.' }
  return { ok: true, plan: { object, routes: [first, ...rest], annotations: object.annotations.strings() }, ledger: ledger.entries }
}

function planOf(object: KubernetesObject, routes: readonly TraefikRoute[], facts: IngressRouteFacts, several: boolean): RoutePlan {
  const hostnames = routes[0]?.match.hosts ?? []
  const name = several ? `${object.name}-${hostnames.length === 0 ? 'any' : slug(hostnames[0] ?? '')}` : object.name
  return { name, hostnames, rules: routes.map(ruleOf), listeners: listenersOf(hostnames, facts.secretName) }
}

function listenersOf(hostnames: readonly string[], secretName: string | undefined): Listener[] {
  if (secretName === undefined) return [PLAIN_HTTP]
  return hostnames.length === 0 ? [httpsListener(undefined, secretName)] : hostnames.map((host) => httpsListener(host, secretName))
}

/** A rule that redirects has no backends. */
function ruleOf({ match, effects: { redirectsToHttps, filters }, backends }: TraefikRoute): Json {
  if (redirectsToHttps !== undefined)
    return {
      matches: httpMatches(match),
      filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: redirectsToHttps.statusCode } }],
    }
  return { matches: httpMatches(match), ...(filters.length === 0 ? {} : { filters }), backendRefs: backends }
}
