import type { Field, KubernetesObject } from '@aks-copilot/kubernetes'
import type { Ledger } from './ledger.ts'

/** Annotations that one ingress controller alone reads. */
const CONTROLLERS =
  /^(nginx\.(ingress\.kubernetes\.io|org)|traefik\.ingress\.kubernetes\.io|haproxy\.router\.openshift\.io|router\.openshift\.io|haproxy(-ingress)?\.(org|github\.io)|appgw\.ingress\.kubernetes\.io|alb\.ingress\.kubernetes\.io|ingress\.kubernetes\.io)\//

/** Words in the names of those that protect something. */
const PROTECTION = /auth|middlewares|whitelist|allowlist|denylist|limit|hsts|ssl|tls|secure|cors|modsecurity|snippet|waf|cert|source-range/

/** The annotations that an Ingress keeps when it becomes an HTTPRoute: those for any tool. What cert-manager reads becomes a Certificate. */
export function keptAnnotations(object: KubernetesObject, ledger: Ledger): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const annotation of object.annotations.entries()) {
    const key = String(annotation.key)
    if (isCertManager(key)) continue
    if (!CONTROLLERS.test(key) && !isClass(key)) kept[key] = annotation.text ?? ''
    account(annotation, key, ledger)
  }
  return kept
}

function isCertManager(key: string): boolean {
  return key.startsWith('cert-manager.io/') || key === 'kubernetes.io/tls-acme'
}

function isClass(key: string): boolean {
  return key === 'kubernetes.io/ingress.class' || key.startsWith('kubectl.kubernetes.io/')
}

function account(annotation: Field, key: string, ledger: Ledger): void {
  if (isClass(key)) ledger.dropped(annotation, 'the Gateway has the class')
  else if (key === 'traefik.ingress.kubernetes.io/router.tls' || key === 'traefik.ingress.kubernetes.io/router.entrypoints')
    ledger.dropped(annotation, 'the listeners of the Gateway say it')
  else if (!CONTROLLERS.test(key)) ledger.mapped(annotation, 'kept')
  else if (PROTECTION.test(key))
    ledger.lostSecurity(annotation, `\`${key}\` may protect something, and an HTTPRoute has no such annotation`)
  else ledger.lost(annotation, `\`${key}\` is for another ingress controller`)
}
