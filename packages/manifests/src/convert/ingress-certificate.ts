import type { KubernetesObject } from '@aks-copilot/kubernetes'
import type { BundleView } from '../inspect/rule.ts'
import type { Ledger } from './ledger.ts'

type Json = Readonly<Record<string, unknown>>

const PREFIX = 'cert-manager.io/'

/** Annotations that say which certificate it shall be, and the field of a Certificate that says the same. */
const FIELDS: Readonly<Record<string, string>> = { 'common-name': 'commonName', duration: 'duration', 'renew-before': 'renewBefore' }
const ISSUER: readonly string[] = ['issuer', 'cluster-issuer', 'issuer-kind', 'issuer-group']

/**
 * The Certificates that cert-manager makes of an Ingress's annotations, written out. At a Gateway the annotations would speak
 * of every certificate of it, also of those that somebody else made. Undefined: nothing says which issuer signs.
 */
export function certificatesOf(ingress: KubernetesObject, bundle: BundleView, ledger: Ledger): readonly Json[] | undefined {
  const settings = ingress.annotations.entries().filter(({ key }) => String(key).startsWith(PREFIX) || key === 'kubernetes.io/tls-acme')
  if (settings.length === 0) return []
  const issuerRef = issuerOf(ingress)
  if (issuerRef === undefined) return undefined
  for (const at of settings) {
    const known = [...ISSUER, ...Object.keys(FIELDS)].includes(String(at.key).slice(PREFIX.length))
    if (known || at.key === 'kubernetes.io/tls-acme') ledger.mapped(at, 'a Certificate says it, for this Secret alone')
    else ledger.lost(at, 'the Certificate has the default of cert-manager')
  }
  const spec = Object.fromEntries(
    Object.entries(FIELDS).flatMap(([name, field]) => (setting(ingress, name) === undefined ? [] : [[field, setting(ingress, name)]])),
  )
  const made = new Set(
    bundle
      .of('Certificate')
      .filter(({ group, namespace }) => group === 'cert-manager.io' && namespace === ingress.namespace)
      .map((one) => one.at('spec', 'secretName').text),
  )
  return ingress
    .at('spec', 'tls')
    .items()
    .flatMap((tls) => {
      const [secretName, dnsNames] = [
        tls.at('secretName').text ?? '',
        tls
          .at('hosts')
          .items()
          .flatMap((host) => host.text ?? []),
      ]
      if (made.has(secretName) || dnsNames.length === 0) return []
      const metadata = { name: secretName, ...(ingress.namespace === undefined ? {} : { namespace: ingress.namespace }) }
      return [{ apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata, spec: { secretName, dnsNames, issuerRef, ...spec } }]
    })
}

function issuerOf(ingress: KubernetesObject): Json | undefined {
  const [cluster, name] = [setting(ingress, 'cluster-issuer'), setting(ingress, 'issuer')]
  if (cluster !== undefined) return { kind: 'ClusterIssuer', name: cluster }
  if (name === undefined) return undefined
  const group = setting(ingress, 'issuer-group')
  return { kind: setting(ingress, 'issuer-kind') ?? 'Issuer', name, ...(group === undefined ? {} : { group }) }
}

function setting(ingress: KubernetesObject, name: string): string | undefined {
  return ingress.annotations.at(`${PREFIX}${name}`).text
}
