import type { KubernetesObject } from '@aks-copilot/kubernetes'
import type { Ledger } from './ledger.ts'

const ROUTER = 'haproxy.router.openshift.io/'

/** What a Route's annotations ask of OpenShift's router that can be asked of others, too. */
export interface RouteAnnotations {
  /** Annotations that are for any tool. */
  readonly kept: Readonly<Record<string, string>>
  readonly timeoutSeconds: number | undefined
  /** What the path of the Route is replaced with. */
  readonly rewrite: string | undefined
}

/** Names of protections: without them somebody gets in who did not before. */
const PROTECTIONS: ReadonlySet<string> = new Set(['ip_whitelist', 'ip_allowlist', 'hsts_header'])

export function readRouteAnnotations(route: KubernetesObject, ledger: Ledger): RouteAnnotations {
  const kept: Record<string, string> = {}
  for (const annotation of route.annotations.entries()) {
    const key = String(annotation.key)
    const name = key.startsWith(ROUTER) ? key.slice(ROUTER.length) : undefined
    const value = annotation.text ?? ''
    if (name === 'timeout' || name === 'rewrite-target') continue
    if (key.startsWith('openshift.io/host.generated')) ledger.dropped(annotation, 'it is a note of OpenShift')
    else if (name === 'disable_cookies') ledger.dropped(annotation, 'no cookie is set')
    else if (name?.startsWith('rate-limit-connections') === true && route.annotations.at(`${ROUTER}rate-limit-connections`).text !== 'true')
      ledger.dropped(annotation, 'the limit is off')
    else if (name !== undefined && (PROTECTIONS.has(name) || name.startsWith('rate-limit-connections')))
      ledger.lostSecurity(
        annotation,
        `\`${key}: ${value}\` protects the Route; set the same up at the controller of AKS, then remove the annotation`,
      )
    else if (name !== undefined || key.startsWith('router.openshift.io/'))
      ledger.lost(annotation, `only OpenShift's router reads \`${key}\``)
    else {
      kept[key] = value
      ledger.mapped(annotation, 'kept')
    }
  }
  return {
    kept,
    timeoutSeconds: seconds(route.annotations.at(`${ROUTER}timeout`).text),
    rewrite: route.annotations.at(`${ROUTER}rewrite-target`).text,
  }
}

/** A time as HAProxy writes it, `30s` or `4m`, in whole seconds. */
function seconds(text: string | undefined): number | undefined {
  const match = /^(\d+)(us|ms|s|m|h|d)$/.exec(text ?? '')
  if (match === null) return undefined
  const unit = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600, d: 86_400 }[match[2] ?? 's'] ?? 1
  return Math.ceil(Number(match[1]) * unit)
}
