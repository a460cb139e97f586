import type { LedgerEntry } from '@aks-copilot/contracts'
import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { type BundleView, type Change, drop, edit, remove, set } from '../inspect/rule.ts'
import type { TargetProfile } from '../profiles/profile.ts'
import { Ledger } from './ledger.ts'
import { accountObject, annotationIntents, strayFields } from './metadata.ts'
import { type IngressRouteFacts, readIngressRoute, type TraefikRoute } from './read-ingress-route.ts'

type Json = Readonly<Record<string, unknown>>

export type IngressRouteConversion =
  | { readonly ok: true; readonly changes: readonly Change[]; readonly ledger: readonly LedgerEntry[] }
  | { readonly ok: false; readonly judge: string }

/** An IngressRoute as an Ingress, where an Ingress can say it: hosts and paths, one Service each, and the way to HTTPS. `others` are the IngressRoutes beside it. */
export function ingressRouteToIngress(
  object: KubernetesObject,
  others: readonly KubernetesObject[],
  bundle: BundleView,
  target: TargetProfile,
): IngressRouteConversion {
  const ledger = new Ledger()
  const facts = readIngressRoute(object, bundle, ledger)
  if ('judge' in facts) return { ok: false, judge: facts.judge }
  const neighbours = others
    .filter((other) => other !== object)
    .map((other) => readIngressRoute(other, bundle, new Ledger()))
    .filter((other): other is IngressRouteFacts => !('judge' in other))
  const problem = problemOf(facts, neighbours)
  if (problem !== undefined) return { ok: false, judge: problem }
  ledger.rest(object.at('spec', 'tls'), 'nothing but Traefik reads it', true)
  ledger.rest(object.at('spec'), 'nothing but Traefik reads it')
  accountObject(object, 'networking.k8s.io/v1 Ingress', ledger)
  const redirects = facts.routes.every(({ effects }) => effects.redirectsToHttps !== undefined)
  if (redirects)
    return {
      ok: true,
      changes: [drop(object, 'the ingress controller redirects plain HTTP to HTTPS for hosts that have a certificate.')],
      ledger: ledger.entries,
    }
  const intents = [
    set(object.at('apiVersion'), 'networking.k8s.io/v1'),
    set(object.at('kind'), 'Ingress'),
    set(object.at('spec'), ingressSpec(facts, target)),
    ...annotationIntents(object, { ...object.annotations.strings(), ...redirectAnnotation(facts, neighbours, target) }),
    ...strayFields(object).map(remove),
  ]
  return { ok: true, changes: [edit(object, intents)], ledger: ledger.entries }
}

/** What an Ingress cannot say. */
function problemOf(facts: IngressRouteFacts, neighbours: readonly IngressRouteFacts[]): string | undefined {
  const gateway = 'The Gateway API can (ingress.api: gateway in the target profile)'
  for (const { match, effects, backends } of facts.routes) {
    if (match.methods.length + match.headers.length + match.queryParams.length > 0)
      return `Decide how requests are told apart by method, header or query: an Ingress cannot. ${gateway}.`
    if (effects.filters.length > 0)
      return `Decide where headers and paths are changed (${effects.middlewares.map(({ name }) => `Middleware \`${name}\``).join(', ')}): an Ingress cannot. ${gateway}.`
    if (effects.redirectsToHttps === undefined) {
      if (backends.length !== 1) return `Decide which Service serves it: an Ingress has one for each path. ${gateway}.`
    } else if (
      match.hosts.length === 0 ||
      !match.hosts.every((host) =>
        neighbours.some((other) => other.secretName !== undefined && servesByItself(other) && hostsOf(other).includes(host)),
      )
    ) {
      const served = neighbours.some((other) => other.secretName !== undefined && match.hosts.some((host) => hostsOf(other).includes(host)))
      return served
        ? 'First decide about the IngressRoute that serves HTTPS for the host; this one only sends plain HTTP there.'
        : 'Decide what serves HTTPS: plain HTTP is sent there, and nothing in the manifests has a certificate for the host.'
    }
  }
  const mixed =
    facts.routes.some(({ effects }) => effects.redirectsToHttps !== undefined) &&
    !facts.routes.every(({ effects }) => effects.redirectsToHttps !== undefined)
  if (mixed) return 'Decide which requests go to HTTPS: an Ingress redirects all of a host or none.'
  return facts.secretName !== undefined && hostsOf(facts).length === 0
    ? 'Decide which hosts the certificate is for: the rules name none.'
    : undefined
}

/** Whether nothing keeps an IngressRoute from being an Ingress. */
function servesByItself({ routes }: IngressRouteFacts): boolean {
  return routes.every(
    ({ effects, backends, match }) =>
      effects.filters.length === 0 && backends.length === 1 && match.methods.length + match.headers.length + match.queryParams.length === 0,
  )
}

function hostsOf({ routes }: IngressRouteFacts): string[] {
  return [...new Set(routes.flatMap(({ match }) => match.hosts))]
}

/** NGINX redirects hosts with a certificate to HTTPS unless told otherwise. */
function redirectAnnotation(
  facts: IngressRouteFacts,
  neighbours: readonly IngressRouteFacts[],
  target: TargetProfile,
): Record<string, string> {
  if (!/webapprouting|nginx/.test(target.ingress.className)) return {}
  const secureElsewhere = neighbours.some(
    (other) => other.secretName !== undefined && hostsOf(other).some((host) => hostsOf(facts).includes(host)),
  )
  return facts.secretName === undefined && secureElsewhere ? { 'nginx.ingress.kubernetes.io/ssl-redirect': 'false' } : {}
}

function ingressSpec(facts: IngressRouteFacts, target: TargetProfile): Json {
  const hosts = hostsOf(facts)
  const byHost = Map.groupBy(
    facts.routes.flatMap((route) => (route.match.hosts.length === 0 ? [''] : route.match.hosts).map((host) => ({ host, route }))),
    ({ host }) => host,
  )
  return {
    ingressClassName: target.ingress.className,
    ...(facts.secretName === undefined ? {} : { tls: [{ hosts, secretName: facts.secretName }] }),
    rules: [...byHost].map(([host, routes]) => ({
      ...(host === '' ? {} : { host }),
      http: { paths: routes.flatMap(({ route }) => pathsOf(route)) },
    })),
  }
}

function pathsOf({ match, backends }: TraefikRoute): Json[] {
  const paths = match.paths.length === 0 ? [{ type: 'PathPrefix' as const, value: '/' }] : match.paths
  const [backend] = backends
  return paths.map(({ type, value }) => ({
    path: value,
    pathType: type === 'Exact' ? 'Exact' : 'Prefix',
    backend: { service: { name: backend?.name, port: { number: backend?.port } } },
  }))
}
