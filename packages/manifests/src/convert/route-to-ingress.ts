import type { LedgerEntry } from '@aks-copilot/contracts'
import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { addAfter, type BundleView, type Change, edit, remove, set } from '../inspect/rule.ts'
import type { TargetProfile } from '../profiles/profile.ts'
import { httpsListener, PLAIN_HTTP, type RoutePlan } from './gateway.ts'
import { Ledger } from './ledger.ts'
import { annotationIntents, strayFields } from './metadata.ts'
import type { Planned } from './propose-http-routes.ts'
import { accountRest, readRoute, type RouteFacts } from './read-route.ts'
import { readRouteAnnotations, type RouteAnnotations } from './route-annotations.ts'

export type RouteConversion =
  | { readonly ok: true; readonly changes: readonly Change[]; readonly ledger: readonly LedgerEntry[] }
  | { readonly ok: false; readonly judge: string }

const NGINX = 'nginx.ingress.kubernetes.io/'

/** A Route as an Ingress of the target's class, in its place; an inline certificate goes to a Secret beside it. */
export function routeToIngress(route: KubernetesObject, bundle: BundleView, target: TargetProfile): RouteConversion {
  const ledger = new Ledger()
  const annotations = readRouteAnnotations(route, ledger)
  const judge = rewriteProblem(route, annotations)
  if (judge !== undefined) return { ok: false, judge }
  ledger.lost(
    route.at('spec', 'alternateBackends'),
    'an Ingress sends all requests to one Service; the Gateway API can share them out (ingress.api: gateway in the target profile)',
  )
  const facts = readRoute(route, bundle, ledger)
  if ('judge' in facts) return { ok: false, judge: facts.judge }
  if (facts.backends[0].weight === 0)
    return { ok: false, judge: 'Decide which Service serves the host: the main one gets no requests, and an Ingress has only one.' }
  const wanted = { ...annotations.kept, ...nginxAnnotations(route, facts, annotations, target.ingress.className, ledger) }
  accountRest(route, 'networking.k8s.io/v1 Ingress', ledger)
  const intents = [
    set(route.at('apiVersion'), 'networking.k8s.io/v1'),
    set(route.at('kind'), 'Ingress'),
    set(route.at('spec'), ingressSpec(facts, target)),
    ...annotationIntents(route, wanted),
    ...strayFields(route).map(remove),
  ]
  const secret = facts.certificate?.secret
  return { ok: true, changes: [edit(route, intents), ...(secret === undefined ? [] : [addAfter(route, secret)])], ledger: ledger.entries }
}

function ingressSpec(
  { host, path, backends: [{ name, port }], certificate }: RouteFacts,
  target: TargetProfile,
): Readonly<Record<string, unknown>> {
  return {
    ingressClassName: target.ingress.className,
    ...(certificate === undefined || host === undefined ? {} : { tls: [{ hosts: [host], secretName: certificate.secretName }] }),
    rules: [
      {
        ...(host === undefined ? {} : { host }),
        http: { paths: [{ path, pathType: 'Prefix', backend: { service: { name, port: { number: port } } } }] },
      },
    ],
  }
}

function rewriteProblem(route: KubernetesObject, { rewrite }: RouteAnnotations): string | undefined {
  const path = route.at('spec', 'path').text ?? '/'
  if (rewrite === undefined || rewrite === path) return undefined
  return `Decide who takes \`${path}\` off the requests (haproxy.router.openshift.io/rewrite-target): the application itself, or the Gateway API (ingress.api: gateway in the target profile). An Ingress can do it only with patterns, which change how every path of the host is read.`
}

function nginxAnnotations(
  route: KubernetesObject,
  facts: RouteFacts,
  { timeoutSeconds }: RouteAnnotations,
  className: string,
  ledger: Ledger,
): Record<string, string> {
  const isNginx = /webapprouting|nginx/.test(className)
  const [timeout, policy] = [
    route.annotations.at('haproxy.router.openshift.io/timeout'),
    route.at('spec', 'tls', 'insecureEdgeTerminationPolicy'),
  ]
  const wanted: Record<string, string> = {}
  ledger.dropped(route.annotations.at('haproxy.router.openshift.io/rewrite-target'), 'it replaces the path by itself')
  if (timeoutSeconds === undefined || !isNginx) ledger.lost(timeout, 'the timeout of the ingress controller counts')
  else {
    for (const name of ['proxy-read-timeout', 'proxy-send-timeout']) wanted[NGINX + name] = String(timeoutSeconds)
    ledger.mapped(timeout, 'proxy-read-timeout and proxy-send-timeout, in seconds')
  }
  if (facts.certificate === undefined) ledger.dropped(policy, 'there is no TLS')
  else if (isNginx) {
    wanted[`${NGINX}ssl-redirect`] = String(facts.plainHttp !== 'allow')
    ledger.mapped(policy, facts.plainHttp === 'refuse' ? 'plain HTTP is redirected rather than refused' : 'ssl-redirect')
  } else ledger.lostSecurity(policy, `class \`${className}\` has its own way to redirect plain HTTP`)
  return wanted
}

/** A Route as HTTPRoutes: one on HTTPS, and one that redirects plain HTTP where the Route asks for it. */
export function routeToHttpRoute(route: KubernetesObject, bundle: BundleView): Planned {
  const ledger = new Ledger()
  const annotations = readRouteAnnotations(route, ledger)
  ledger.mapped(route.at('spec', 'alternateBackends'), 'backendRefs with weights')
  const facts = readRoute(route, bundle, ledger)
  if ('judge' in facts) return { ok: false, judge: facts.judge }
  const timeout = route.annotations.at('haproxy.router.openshift.io/timeout')
  if (annotations.timeoutSeconds === undefined) ledger.lost(timeout, 'it is no time that HAProxy can read')
  ledger.mapped(timeout, 'timeouts.request: for the whole request, where OpenShift counted the time without an answer')
  ledger.mapped(route.annotations.at('haproxy.router.openshift.io/rewrite-target'), 'a URLRewrite filter')
  ledger.mapped(
    route.at('spec', 'tls', 'insecureEdgeTerminationPolicy'),
    facts.plainHttp === 'redirect' ? 'a route that redirects' : 'the listeners of the route',
  )
  accountRest(route, 'gateway.networking.k8s.io/v1 HTTPRoute', ledger)
  const adds = facts.certificate?.secret === undefined ? [] : [facts.certificate.secret]
  return {
    ok: true,
    plan: { object: route, routes: routePlans(route, facts, annotations), annotations: annotations.kept, adds },
    ledger: ledger.entries,
  }
}

function routePlans(route: KubernetesObject, facts: RouteFacts, annotations: RouteAnnotations): readonly [RoutePlan, ...RoutePlan[]] {
  const hostnames = facts.host === undefined ? [] : [facts.host]
  const matches = [{ path: { type: 'PathPrefix', value: facts.path } }]
  const secure = facts.certificate === undefined ? undefined : httpsListener(facts.host, facts.certificate.secretName)
  const listeners = secure === undefined ? [PLAIN_HTTP] : facts.plainHttp === 'allow' ? [PLAIN_HTTP, secure] : [secure]
  const main = { name: route.name, hostnames, rules: [{ matches, ...ruleOf(facts, annotations) }], listeners }
  if (secure === undefined || facts.plainHttp !== 'redirect') return [main]
  const redirect = { type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 302 } }
  return [main, { name: `${route.name}-redirect`, hostnames, rules: [{ matches, filters: [redirect] }], listeners: [PLAIN_HTTP] }]
}

function ruleOf({ path, backends }: RouteFacts, { rewrite, timeoutSeconds }: RouteAnnotations): Readonly<Record<string, unknown>> {
  const filters =
    rewrite === undefined || rewrite === path
      ? []
      : [{ type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: rewrite } } }]
  return {
    ...(filters.length === 0 ? {} : { filters }),
    backendRefs: backends.map(({ name, port, weight }) => ({ name, port, ...(backends.length === 1 ? {} : { weight }) })),
    ...(timeoutSeconds === undefined || timeoutSeconds === 0 ? {} : { timeouts: { request: `${timeoutSeconds}s` } }),
  }
}
