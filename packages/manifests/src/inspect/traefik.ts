import { containers, type Field, type KubernetesObject, parseImage, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { onceForEachBundle } from './once-for-each-bundle.ts'
import type { BundleView } from './rule.ts'

/** What a rule that judges the use of Traefik looks up in the bundle. */
export const TRAEFIK_READS: readonly string[] = ['IngressClass', 'Middleware', 'HelmRelease', 'Application', ...WORKLOAD_KINDS]

const PREFIX = 'traefik.ingress.kubernetes.io/'

/** Middlewares that change or route a request, but keep nobody out. */
const HARMLESS: ReadonlySet<string> = new Set([
  'addPrefix',
  'buffering',
  'circuitBreaker',
  'compress',
  'contentType',
  'errors',
  'grpcWeb',
  'headers',
  'redirectRegex',
  'redirectScheme',
  'replacePath',
  'replacePathRegex',
  'retry',
  'stripPrefix',
  'stripPrefixRegex',
])

export function isIngress(object: KubernetesObject): boolean {
  return object.kind === 'Ingress' && ['networking.k8s.io', 'extensions'].includes(object.group)
}

/** The Ingress class as written: the old annotation wins, as it does for controllers. Empty when there is none. */
export function ingressClass(ingress: KubernetesObject): Field {
  const old = ingress.annotations.at('kubernetes.io/ingress.class')
  return old.exists ? old : ingress.at('spec', 'ingressClassName')
}

/** Whether Traefik serves a class: by the IngressClass of the bundle, else by its name. */
export function isTraefikClass(name: string | undefined, bundle: BundleView): boolean {
  const own = bundle.of('IngressClass').find((candidate) => candidate.name === name)
  return own === undefined ? name === 'traefik' : own.at('spec', 'controller').is('traefik.io/ingress-controller')
}

/** Whether the bundle brings a Traefik of its own, which then runs on AKS, too. The one in kube-system is that of k3s. */
export const bringsTraefik = onceForEachBundle(
  (bundle) =>
    bundle
      .of(...WORKLOAD_KINDS)
      .some((workload) => workload.namespace !== 'kube-system' && containers(workload, 'containers').some(isTraefikImage)) ||
    bundle.of('HelmRelease', 'Application').some(installsTraefik),
)

/** Flux and Argo CD install a chart by name. */
function installsTraefik(object: KubernetesObject): boolean {
  const spec = object.at('spec')
  const sources = [spec.at('chart', 'spec'), spec.at('source'), ...spec.at('sources').items()]
  return sources.some((source) => source.at('chart').is('traefik'))
}

function isTraefikImage(container: Field): boolean {
  return /(^|\/)traefik$/.test(parseImage(container.at('image').text ?? '').repository)
}

/** Annotations that only Traefik reads. */
export function traefikAnnotations(object: KubernetesObject): Field[] {
  return object.annotations.entries().filter(({ key }) => String(key).startsWith(PREFIX))
}

/** What keeps people out by way of Traefik, in words: it would be lost without a sound. Traefik 1 also read the login without its prefix. */
export function lostProtections(object: KubernetesObject, bundle: BundleView): string[] {
  const login = object.annotations.at('ingress.kubernetes.io/auth-type')
  const others = traefikAnnotations(object).flatMap((annotation) => protectionsOf(annotation, object, bundle))
  return login.exists ? [`\`${login.key}\``, ...others] : others
}

/** Who must decide what before another controller may serve an Ingress, because annotations say which port of Traefik serves it. */
export function openQuestion(ingress: KubernetesObject): string | undefined {
  const [entryPoints, tls] = [annotation(ingress, 'router.entrypoints'), annotation(ingress, 'router.tls')]
  const names = list(entryPoints)
  const other = names.find((name) => name !== 'web' && name !== 'websecure')
  if (other !== undefined)
    return `Whoever runs Traefik knows who reaches its entry point \`${other}\`: decide what takes its place, because the ingress class of AKS may be open to everybody.`
  const onlyHttps = tls.is('true') || annotation(ingress, 'router.tls.certresolver').exists || (names.length > 0 && !names.includes('web'))
  if (!onlyHttps || ingress.at('spec', 'tls').items().length > 0) return undefined
  return 'Whoever owns the DNS name brings the certificate, in `spec.tls`: Traefik served it by HTTPS with its own, and without one it would be served by plain HTTP.'
}

function annotation(ingress: KubernetesObject, name: string): Field {
  return ingress.annotations.at(`${PREFIX}${name}`)
}

/** The same for one annotation. */
export function protectionsOf(annotation: Field, object: KubernetesObject, bundle: BundleView): string[] {
  const name = String(annotation.key).slice(PREFIX.length)
  if (name === 'router.tls.options') return [`the TLS options \`${annotation.text}\``]
  if (/^auth-|whitelist/.test(name)) return [`\`${name}\``]
  if (name !== 'router.middlewares') return []
  return middlewareReferences(object).flatMap((reference) => {
    const middleware = bundle.of('Middleware').find((candidate) => isNamed(candidate, reference, object.namespace))
    return middleware === undefined ? [`whatever \`${reference}\` keeps out`] : guards(middleware, bundle, [])
  })
}

/** The Middlewares that an Ingress names, as it writes them. */
export function middlewareReferences(ingress: KubernetesObject): string[] {
  return list(annotation(ingress, 'router.middlewares'))
}

/** The entry points on which Traefik serves an Ingress: those that it names, else those of k3s. */
export function entryPointsOf(ingress: KubernetesObject): string[] {
  const names = list(annotation(ingress, 'router.entrypoints'))
  return names.length === 0 ? ['web', 'websecure'] : names
}

function list(at: Field): string[] {
  return (at.text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)
}

/** A reference is `<namespace>-<name>@kubernetescrd` (or with `_`); a Middleware without a namespace gets one when it is applied. */
export function isNamed(middleware: KubernetesObject, reference: string, namespace = 'default'): boolean {
  const [name, provider] = reference.split('@')
  const own = middleware.namespace ?? namespace
  return provider === 'kubernetescrd' && (name === `${own}-${middleware.name}` || name === `${own}_${middleware.name}`)
}

function guards(middleware: KubernetesObject, bundle: BundleView, seen: readonly KubernetesObject[]): string[] {
  if (seen.includes(middleware)) return []
  return middleware
    .at('spec')
    .entries()
    .flatMap(({ key }) => {
      if (key === 'chain') return chained(middleware, bundle, [...seen, middleware])
      return HARMLESS.has(String(key)) ? [] : [`\`${key}\` of Middleware \`${middleware.name}\``]
    })
}

function chained(chain: KubernetesObject, bundle: BundleView, seen: readonly KubernetesObject[]): string[] {
  return chain
    .at('spec', 'chain', 'middlewares')
    .items()
    .flatMap((link) => {
      const [name, namespace] = [link.at('name').text ?? '', link.at('namespace').text ?? chain.namespace]
      const next = bundle.find('Middleware', namespace, name)
      return next === undefined ? [`whatever Middleware \`${name}\` keeps out`] : guards(next, bundle, seen)
    })
}
