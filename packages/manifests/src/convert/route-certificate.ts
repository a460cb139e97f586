import type { Field, KubernetesObject } from '@aks-copilot/kubernetes'
import { isOpenShift } from '../inspect/openshift.ts'
import type { BundleView } from '../inspect/rule.ts'
import { Ledger, losesProtection } from './ledger.ts'
import { readRouteAnnotations } from './route-annotations.ts'

type Json = Readonly<Record<string, unknown>>

/** The Secret that has a Route's certificate; `secret` is the object itself where the Route carried it inline. */
export interface RouteCertificate {
  readonly secretName: string
  readonly secret?: Json
}

/** Where the certificate of a Route with edge termination is: inline, in a Secret that it names, or with whoever else in the bundle has its host. */
export function certificateOf(route: KubernetesObject, bundle: BundleView, ledger: Ledger): RouteCertificate | undefined {
  const tls = route.at('spec', 'tls')
  const external = tls.at('externalCertificate', 'name').text
  ledger.mapped(tls.at('externalCertificate'), 'the Secret of the TLS section')
  if (external !== undefined) return { secretName: external }
  const secret = inlineSecret(route, bundle)
  for (const key of ['certificate', 'key', 'caCertificate'])
    ledger.mapped(tls.at(key), `it is in Secret \`${route.name}-tls\`; the private key stands in the repository, as before`)
  if (secret !== undefined) return { secretName: `${route.name}-tls`, secret }
  const secretName = secretOfHost(route, bundle)
  return secretName === undefined || hasInline(route) ? undefined : { secretName }
}

/** Who must write what before a Route has a certificate: the words are what `certificateOf` looks for. */
export function certificateToBring(route: KubernetesObject, bundle: BundleView): string {
  const [own, host] = [`${route.name}-tls`, route.at('spec', 'host').text ?? '']
  const named = '`spec.tls.externalCertificate.name`'
  if (!hasInline(route)) {
    return `Whoever owns the DNS name brings the certificate: OpenShift's router showed its own. Add a Certificate of cert-manager for \`${host}\` beside the Route, or name a Secret of type kubernetes.io/tls in ${named}: then \`fix\` converts the Route.`
  }
  if (bundle.find('Secret', route.namespace, own) !== undefined)
    return `Decide which certificate is shown: the Route carries one, and there is a Secret \`${own}\`. With its name in ${named}, in place of the certificate and key, \`fix\` converts the Route.`
  return `Whoever owns the DNS name brings the certificate: \`spec.tls\` lacks \`certificate\` or \`key\`, or it is still a parameter. With both in PEM, or in their place a Secret in ${named}, \`fix\` converts the Route.`
}

function hasInline(route: KubernetesObject): boolean {
  return route.at('spec', 'tls', 'certificate').exists || route.at('spec', 'tls', 'key').exists
}

/** The certificate, its authorities behind it, and the key; undefined where one is missing or still a parameter. */
function inlineSecret(route: KubernetesObject, bundle: BundleView): Json | undefined {
  const tls = route.at('spec', 'tls')
  const [certificate, key, authority] = [pem(tls.at('certificate')), pem(tls.at('key')), pem(tls.at('caCertificate'))]
  const name = `${route.name}-tls`
  if (certificate === undefined || key === undefined || bundle.find('Secret', route.namespace, name) !== undefined) return undefined
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, ...(route.namespace === undefined ? {} : { namespace: route.namespace }) },
    type: 'kubernetes.io/tls',
    stringData: { 'tls.crt': certificate + (authority ?? ''), 'tls.key': key },
  }
}

function pem(field: Field): string | undefined {
  const text = field.text?.trim()
  return text === undefined || !text.startsWith('-----BEGIN') ? undefined : `${text}\n`
}

/** The Secret with the certificate of the same host, in the same namespace: of another Route, of an Ingress, or made by cert-manager. */
function secretOfHost(route: KubernetesObject, bundle: BundleView): string | undefined {
  const host = route.at('spec', 'host').text ?? ''
  const near = (object: KubernetesObject): boolean => object !== route && object.namespace === route.namespace
  const other = bundle
    .of('Route')
    .find(
      (candidate) =>
        near(candidate) &&
        isOpenShift(candidate, 'route.openshift.io') &&
        candidate.at('spec', 'host').is(host) &&
        hasUsableCertificate(candidate, bundle),
    )
  if (other !== undefined) return other.at('spec', 'tls', 'externalCertificate', 'name').text ?? `${other.name}-tls`
  for (const ingress of bundle.of('Ingress').filter(near)) {
    const tls = ingress
      .at('spec', 'tls')
      .items()
      .find((entry) =>
        entry
          .at('hosts')
          .items()
          .some((name) => covers(name.text, host)),
      )
    if (tls?.at('secretName').text !== undefined) return tls.at('secretName').text
  }
  const made = bundle.of('Certificate').find(
    (candidate) =>
      near(candidate) &&
      candidate.group === 'cert-manager.io' &&
      candidate
        .at('spec', 'dnsNames')
        .items()
        .some((name) => covers(name.text, host)),
  )
  return made?.at('spec', 'secretName').text ?? secretOfGateway(host, bundle.of('Gateway').filter(near))
}

/** Whether a Route has a certificate, and nothing that keeps it from being converted: only then there is a Secret. */
function hasUsableCertificate(route: KubernetesObject, bundle: BundleView): boolean {
  const edge = route.at('spec', 'tls', 'termination').text?.toLowerCase() === 'edge'
  const known = bundle.find('Service', route.namespace, route.at('spec', 'to', 'name').text ?? '') !== undefined
  const ledger = new Ledger()
  readRouteAnnotations(route, ledger)
  return (
    edge &&
    known &&
    !losesProtection(ledger.entries) &&
    (route.at('spec', 'tls', 'externalCertificate', 'name').exists || inlineSecret(route, bundle) !== undefined)
  )
}

function secretOfGateway(host: string, gateways: readonly KubernetesObject[]): string | undefined {
  const listeners = gateways.flatMap((gateway) => gateway.at('spec', 'listeners').items())
  return listeners.find((listener) => covers(listener.at('hostname').text, host))?.at('tls', 'certificateRefs', 0, 'name').text
}

function covers(name: string | undefined, host: string): boolean {
  return name === host || (name?.startsWith('*.') === true && name.slice(1) === host.slice(Math.max(0, host.indexOf('.'))))
}
