import type { LedgerEntry } from '@aks-copilot/contracts'
import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { type BundleView, type Change, conversion, drop, judgement, type Proposal, type RuleContext } from '../inspect/rule.ts'
import { changesToGateway, type ConversionPlan } from './gateway.ts'
import { ingressRouteToHttpRoute } from './ingress-route-to-http-route.ts'
import { ingressRouteToIngress } from './ingress-route-to-ingress.ts'
import { losesProtection, protectionToDecide } from './ledger.ts'
import { servesHttps } from './read-ingress-route.ts'
import { Undecided, withLinks } from './traefik-middleware.ts'
import { dropUnused, isTraefik, usersOf } from './traefik-users.ts'

type Converted =
  | {
      readonly ok: true
      readonly object: KubernetesObject
      readonly plan?: ConversionPlan
      readonly changes: readonly Change[]
      readonly ledger: readonly LedgerEntry[]
    }
  | { readonly ok: false; readonly judge: string }

/** Answers for an IngressRoute: with those of its namespace that can be converted, and the Middlewares that nobody uses then, it is one atomic set. */
export function proposeIngressRoute(object: KubernetesObject, context: RuleContext): Proposal {
  const own = convert(object, context)
  if (!own.ok) return judgement(own.judge)
  const { api, className } = context.target.ingress
  const redirects = servesHttps(object) || own.changes.some(({ does }) => does === 'drop')
  const description =
    api === 'gateway'
      ? 'Make it an HTTPRoute of the Gateway API, on one Gateway for the namespace.'
      : `Make it an Ingress of class \`${className}\`${redirects ? ', which brings plain HTTP to HTTPS by itself' : ''}.`
  const set = losesProtection(own.ledger) ? own.changes : changesOf(object.namespace, context)
  return conversion(protectionToDecide(own.ledger) ?? description, set, own.ledger)
}

/** Answers for a Middleware: it goes with the IngressRoutes that use it, into which its work went. */
export function proposeMiddleware(middleware: KubernetesObject, context: RuleContext): Proposal {
  const users = usersOf(middleware, context.bundle)
  const [first] = users
  const ledger: LedgerEntry[] = [
    { path: '/spec', outcome: 'dropped', reason: first === undefined ? 'nothing uses it' : 'what it does, the routes do that used it' },
  ]
  if (first === undefined) {
    return isHarmlessWithLinks(middleware, context.bundle)
      ? conversion('Remove it: nothing uses it.', [drop(middleware, 'it is for Traefik, and nothing uses it.')], ledger)
      : judgement('Find out what uses it, and what keeps people out there without Traefik.')
  }
  const stuck = users.find((user) => !converts(user, context))
  if (stuck?.kind === 'Ingress' && isHarmlessWithLinks(middleware, context.bundle))
    return judgement(`It goes with the annotation of Ingress \`${stuck.name}\` that names it.`)
  if (stuck !== undefined) return judgement(`First decide about ${stuck.kind} \`${stuck.name}\`, which uses it.`)
  if (users.some((user) => user.namespace !== first.namespace))
    return judgement('It goes when all IngressRoutes that use it are converted; they are in several namespaces.')
  return conversion('Let the routes that use it do what it does.', changesOf(first.namespace, context), ledger)
}

/** What stands behind a chain may not be among the manifests: then nobody knows what it does. */
function isHarmlessWithLinks(middleware: KubernetesObject, bundle: BundleView): boolean {
  try {
    return withLinks(middleware, bundle).every(isHarmless)
  } catch (error) {
    if (error instanceof Undecided) return false
    throw error
  }
}

function convert(object: KubernetesObject, { bundle, target }: RuleContext): Converted {
  if (target.ingress.api === 'gateway') {
    const planned = ingressRouteToHttpRoute(object, bundle)
    return planned.ok
      ? { ok: true, object, plan: planned.plan, changes: changesToGateway([planned.plan], bundle, target), ledger: planned.ledger }
      : planned
  }
  const result = ingressRouteToIngress(object, ingressRoutes(bundle, object.namespace), bundle, target)
  return result.ok ? { ...result, object } : result
}

function converts(user: KubernetesObject, context: RuleContext): boolean {
  if (user.kind !== 'IngressRoute') return false
  const result = convert(user, context)
  return result.ok && !losesProtection(result.ledger)
}

function ingressRoutes(bundle: BundleView, namespace: string | undefined): KubernetesObject[] {
  return bundle.of('IngressRoute').filter((object) => isTraefik(object) && object.namespace === namespace)
}

/** Every change in a namespace that a rule can make: one set, because they share a Gateway, hosts and Middlewares. */
function changesOf(namespace: string | undefined, context: RuleContext): Change[] {
  const { bundle, target } = context
  const converted = ingressRoutes(bundle, namespace)
    .map((object) => convert(object, context))
    .filter((one) => one.ok)
    .filter((one) => !losesProtection(one.ledger))
  const plans = converted.flatMap(({ plan }) => (plan === undefined ? [] : [plan]))
  const changes = plans.length > 0 ? changesToGateway(plans, bundle, target) : converted.flatMap((one) => one.changes)
  return [
    ...changes,
    ...dropUnused(
      converted.map((one) => one.object),
      bundle,
    ),
  ]
}

function isHarmless(middleware: KubernetesObject): boolean {
  return middleware
    .at('spec')
    .entries()
    .every(({ key }) => ['chain', 'headers', 'redirectScheme', 'stripPrefix', 'addPrefix', 'replacePath', 'compress'].includes(String(key)))
}
