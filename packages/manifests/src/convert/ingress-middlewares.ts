import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { type BundleView, type Intent, remove, type RuleContext, set } from '../inspect/rule.ts'
import { entryPointsOf, isNamed, middlewareReferences } from '../inspect/traefik.ts'
import type { Ledger } from './ledger.ts'
import { redirectIn, type Step, stepsOf, Undecided, withLinks } from './traefik-middleware.ts'
import { isTraefik } from './traefik-users.ts'

const ROUTER = 'traefik.ingress.kubernetes.io/router.'
const SSL_REDIRECT = 'nginx.ingress.kubernetes.io/ssl-redirect'

/** The Middlewares that the annotation of an Ingress names, with those behind chains, in the order in which they work. */
export function middlewaresOf(ingress: KubernetesObject, bundle: BundleView, ledger: Ledger): KubernetesObject[] {
  const middlewares = middlewareReferences(ingress).flatMap((reference) => withLinks(named(reference, ingress, bundle), bundle))
  const annotation = ingress.annotations.at(`${ROUTER}middlewares`)
  if (stepsOf(middlewares).some(({ entry }) => entry.key === 'compress'))
    ledger.lost(annotation, 'answers are not compressed any more; whatever else the Middlewares do is kept')
  ledger.mapped(annotation, 'the routes do what the Middlewares did')
  return middlewares
}

function named(reference: string, ingress: KubernetesObject, bundle: BundleView): KubernetesObject {
  const [own, ...others] = bundle
    .of('Middleware')
    .filter((candidate) => isTraefik(candidate) && isNamed(candidate, reference, ingress.namespace))
  if (own === undefined)
    throw new Undecided(
      `Whoever knows Middleware \`${reference}\` says what it does: it is not among the manifests, and may keep people out.`,
    )
  if (others.length > 0) throw new Undecided(`Decide which Middleware \`${reference}\` is: several have that name.`)
  return own
}

/** What an NGINX controller takes for Middlewares that do nothing but send plain HTTP to HTTPS: its own redirect. None where that is not the same. */
export function redirectIntents(ingress: KubernetesObject, { bundle, target }: RuleContext): Intent[] {
  const isNginx = /webapprouting|nginx/.test(target.ingress.className)
  if (!isNginx || ingress.annotations.at(SSL_REDIRECT).exists || !servesHttps(ingress) || !onlyRedirects(ingress, bundle)) return []
  const gone = ['middlewares', 'entrypoints', 'tls'].map((name) => ingress.annotations.at(ROUTER + name)).filter((at) => at.exists)
  return [set(ingress.annotations.at(SSL_REDIRECT), 'true'), ...gone.map(remove)]
}

/** Who must decide what before an Ingress whose plain HTTP goes to HTTPS may have the class of another controller. */
export function redirectQuestion(ingress: KubernetesObject, { bundle }: RuleContext): string | undefined {
  if (servesHttps(ingress) || !redirects(ingress, bundle)) return undefined
  return 'Whoever owns the DNS name brings a certificate for each host, in `spec.tls`: Traefik sends plain HTTP to HTTPS, and without one it would be served by plain HTTP.'
}

/** Whether every host has a certificate, and Traefik served it by HTTPS: NGINX redirects nothing else. */
function servesHttps(ingress: KubernetesObject): boolean {
  const spec = ingress.at('spec')
  const secured = new Set(
    spec
      .at('tls')
      .items()
      .filter((tls) => tls.at('secretName').exists)
      .flatMap((tls) =>
        tls
          .at('hosts')
          .items()
          .map((host) => host.text),
      ),
  )
  const hosts = spec
    .at('rules')
    .items()
    .map((rule) => rule.at('host').text)
  return (
    entryPointsOf(ingress).includes('websecure') &&
    !spec.at('defaultBackend').exists &&
    hosts.length > 0 &&
    hosts.every((host) => host !== undefined && secured.has(host))
  )
}

function redirects(ingress: KubernetesObject, bundle: BundleView): boolean {
  return stepsIn(ingress, bundle).some(({ entry }) => entry.key === 'redirectScheme')
}

function onlyRedirects(ingress: KubernetesObject, bundle: BundleView): boolean {
  const steps = stepsIn(ingress, bundle)
  return steps.length > 0 && steps.every((step) => isOrdinaryRedirect(step))
}

function stepsIn(ingress: KubernetesObject, bundle: BundleView): Step[] {
  return (
    unlessUndecided(() =>
      stepsOf(middlewareReferences(ingress).flatMap((reference) => withLinks(named(reference, ingress, bundle), bundle))),
    ) ?? []
  )
}

function isOrdinaryRedirect({ entry, middleware }: Step): boolean {
  return entry.key === 'redirectScheme' && unlessUndecided(() => redirectIn([middleware])) !== undefined
}

function unlessUndecided<Result>(read: () => Result): Result | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof Undecided) return undefined
    throw error
  }
}
