import { type Field, fromPointer, type KubernetesObject, parentPointer } from '@aks-copilot/kubernetes'
import { isOpenShift } from '../inspect/openshift.ts'
import type { BundleView } from '../inspect/rule.ts'
import { type Ledger, losesProtection } from './ledger.ts'
import { accountObject } from './metadata.ts'
import { certificateOf, certificateToBring, type RouteCertificate } from './route-certificate.ts'
import { portOfTarget } from './service-port.ts'

/** A Service that a Route sends requests to, with the share of them that it gets. */
interface RouteBackend {
  readonly name: string
  readonly port: number
  readonly weight: number
}

/** What a Route says, in words that an Ingress and an HTTPRoute share. */
export interface RouteFacts {
  readonly host: string | undefined
  readonly path: string
  readonly backends: readonly [RouteBackend, ...RouteBackend[]]
  readonly certificate: RouteCertificate | undefined
  /** What happens to plain HTTP where there is TLS. */
  readonly plainHttp: 'redirect' | 'allow' | 'refuse'
}

/** Thrown while a Route is read, and caught by `readRoute`: who must decide what. */
class Undecided extends Error {}

/** Reads a Route; `judge` says who must decide what where it cannot be carried over by rule. */
export function readRoute(route: KubernetesObject, bundle: BundleView, ledger: Ledger): RouteFacts | { readonly judge: string } {
  try {
    const tls = tlsOf(route, bundle, ledger)
    return { host: hostOf(route, bundle, ledger), path: pathOf(route, ledger), backends: backendsOf(route, bundle, ledger), ...tls }
  } catch (error) {
    if (error instanceof Undecided) return { judge: error.message + alsoLost(ledger) }
    throw error
  }
}

/** A protection that would be lost is worth a word even where something else stands in the way. */
function alsoLost(ledger: Ledger): string {
  return losesProtection(ledger.entries)
    ? ` And decide what replaces ${ledger.entries
        .filter((entry) => entry.security === true)
        .map((entry) => `\`${fromPointer(entry.path).at(-1)}\``)
        .join(', ')}, which protects the Route.`
    : ''
}

/** The last lines of the account: what neither an Ingress nor an HTTPRoute can say. */
export function accountRest(route: KubernetesObject, kind: string, ledger: Ledger): void {
  accountObject(route, kind, ledger)
  ledger.rest(route.at('spec', 'tls'), 'neither an Ingress nor an HTTPRoute has such a field', true)
  ledger.rest(route.at('spec', 'httpHeaders'), 'nothing sets these headers any more', true)
  ledger.rest(route.at('spec'), 'neither an Ingress nor an HTTPRoute has such a field')
}

function hostOf(route: KubernetesObject, bundle: BundleView, ledger: Ledger): string | undefined {
  const spec = route.at('spec')
  const host = spec.at('host').text ?? ''
  if (spec.at('subdomain').exists && host === '')
    throw new Undecided(
      'Whoever owns the DNS name decides the full host: the Route gives only the part before the domain of the cluster. With it in `spec.host`, `fix` converts the Route.',
    )
  if (host.includes('${'))
    throw new Undecided(
      `Whoever owns the DNS name decides the host: \`${host}\` is still a parameter. With a name in its place, \`fix\` converts the Route.`,
    )
  if (host === '') return withoutHost(route, bundle)
  const wildcard = spec.at('wildcardPolicy').is('Subdomain')
  ledger.mapped(spec.at('host'), wildcard ? 'the part after the first dot, with `*.` in front' : 'the host of the rule')
  ledger.mapped(spec.at('wildcardPolicy'), wildcard ? 'a host with `*.` in front' : 'no wildcard')
  ledger.dropped(spec.at('subdomain'), 'the host says it all')
  return wildcard ? host.replace(/^[^.]*/, '*') : host
}

const WITH_HOST = 'With one in `spec.host`, `fix` converts the Route.'

/** OpenShift makes up a host for each Route without one; a single one may answer on any host. */
function withoutHost(route: KubernetesObject, bundle: BundleView): undefined {
  const others = bundle
    .of('Route')
    .filter((other) => other !== route && isOpenShift(other, 'route.openshift.io') && (other.at('spec', 'host').text ?? '') === '')
  const ingresses = bundle.of('Ingress').filter((ingress) =>
    ingress
      .at('spec', 'rules')
      .items()
      .some((rule) => !rule.at('host').exists),
  )
  const sharing = [...others, ...ingresses].map((other) => `\`${other.name}\``)
  if (sharing.length > 0)
    throw new Undecided(
      `Whoever owns the DNS names decides the host: OpenShift made one up for this Route, and ${sharing.join(', ')} would answer on the same address. ${WITH_HOST}`,
    )
  if (route.at('spec', 'tls', 'termination').exists)
    throw new Undecided(`Whoever owns the DNS name decides the host: OpenShift made one up, with a certificate for it. ${WITH_HOST}`)
  return undefined
}

function pathOf(route: KubernetesObject, ledger: Ledger): string {
  const at = route.at('spec', 'path')
  ledger.mapped(at, 'a path of type Prefix')
  return at.text === undefined || at.text === '' ? '/' : at.text
}

function backendsOf(route: KubernetesObject, bundle: BundleView, ledger: Ledger): readonly [RouteBackend, ...RouteBackend[]] {
  const spec = route.at('spec')
  const main = backendOf(spec.at('to'), route, bundle)
  ledger.mapped(spec.at('to'), 'the backend; the cookie by which OpenShift keeps a client at one pod is not set any more')
  ledger.mapped(spec.at('port'), `port ${main.port} of the Service`)
  const others = spec
    .at('alternateBackends')
    .items()
    .map((at) => backendOf(at, route, bundle))
  return [main, ...others]
}

function backendOf(at: Field, route: KubernetesObject, bundle: BundleView): RouteBackend {
  const name = at.at('name').text
  if (name === undefined || (at.at('kind').text ?? 'Service') !== 'Service')
    throw new Undecided('Decide what serves the host: the Route leads to no Service.')
  if (bundle.find('Service', route.namespace, name) === undefined)
    throw new Undecided(
      `Whoever owns Service \`${name}\` says which port it is: it is not among the manifests${parentPointer(at.pointer) === '/spec' ? '' : ` (${at.pointer})`}. With its file beside the others, \`fix\` converts the Route.`,
    )
  const target = route.at('spec', 'port', 'targetPort')
  const answer = portOfTarget(bundle, route.namespace, name, target.number ?? (target.text === '' ? undefined : target.text))
  if ('unknown' in answer)
    throw new Undecided(
      `Decide which port serves it: ${answer.unknown}. With a port of the Service in \`spec.port.targetPort\`, \`fix\` converts the Route.`,
    )
  return { name, port: answer.port, weight: at.at('weight').number ?? 100 }
}

function tlsOf(route: KubernetesObject, bundle: BundleView, ledger: Ledger): Pick<RouteFacts, 'certificate' | 'plainHttp'> {
  const tls = route.at('spec', 'tls')
  const termination = tls.at('termination').text?.toLowerCase() ?? ''
  if (!tls.exists || termination === '') return { certificate: undefined, plainHttp: 'allow' }
  if (termination === 'passthrough')
    throw new Undecided(
      'Decide where TLS ends: with passthrough the pods have the certificate; that takes a Service of type LoadBalancer or a TLSRoute. If it may end at the controller, write `termination: edge` with a certificate.',
    )
  if (termination === 'reencrypt')
    throw new Undecided(
      'Decide how the way to the pods is encrypted: with reencrypt they speak TLS, and the controller must know the authority that signed their certificate. If they may speak plain HTTP, write `termination: edge`.',
    )
  if (termination !== 'edge')
    throw new Undecided(`Decide where TLS ends: \`${tls.at('termination').text}\` is no termination that OpenShift knows.`)
  const certificate = certificateOf(route, bundle, ledger)
  if (certificate === undefined) throw new Undecided(certificateToBring(route, bundle))
  ledger.mapped(tls.at('termination'), 'TLS ends at the controller')
  ledger.dropped(tls.at('destinationCACertificate'), 'it counts only for reencrypt')
  const policy = tls.at('insecureEdgeTerminationPolicy').text?.toLowerCase()
  return { certificate, plainHttp: policy === 'redirect' ? 'redirect' : policy === 'allow' ? 'allow' : 'refuse' }
}
