import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { proposeIngressRoute, proposeMiddleware } from '../../../convert/propose-traefik.ts'
import { isTraefik } from '../../../convert/traefik-users.ts'
import { type BundleView, conversion, drop, judgement, type Proposal, rule, violation } from '../../rule.ts'
import { bringsTraefik } from '../../traefik.ts'

/** What a person must decide about kinds that have no counterpart. */
const DECISIONS: Readonly<Record<string, string>> = {
  IngressRouteTCP: 'Decide how plain TCP comes in: a Service of type LoadBalancer, or a TCPRoute or TLSRoute of a Gateway that has them.',
  IngressRouteUDP: 'Decide how UDP comes in: a Service of type LoadBalancer, or a UDPRoute of a Gateway that has them.',
  MiddlewareTCP: 'Decide what keeps out whom it keeps out: it guards plain TCP.',
  TraefikService: 'Decide how requests are shared out or copied: an HTTPRoute has weights and a RequestMirror filter.',
  ServersTransport:
    'Decide how the way to the pods is encrypted and trusted: a BackendTLSPolicy, or annotations of the ingress controller.',
  ServersTransportTCP: 'Decide how the way to the pods is encrypted and trusted.',
  TLSOption: 'Decide which TLS versions, ciphers and client certificates are let in, and set it up at the controller of AKS.',
  TLSStore: 'Decide which certificate is shown where a route names none: give it to each Ingress, or to the Gateway.',
}

export default rule({
  id: 'k3s-traefik-crd',
  group: 'k3s',
  title: 'Object that only Traefik reads',
  why: 'AKS runs no Traefik and knows none of its kinds: the API server refuses the object, and what it routes or guards is not reached, or not guarded.',
  help: 'Write an Ingress, or a Gateway and HTTPRoutes, and set up what the Middlewares do.',
  severity: 'error',
  fix: 'doc',
  kinds: ['IngressRoute', 'Middleware', ...Object.keys(DECISIONS), 'IngressClass'],
  reads: 'all',
  changes: ['**'],

  *inspect(object, { bundle }) {
    if (bringsTraefik(bundle)) return
    if (isTraefik(object)) yield violation(object.at('kind'), `${object.kind} \`${object.name}\` is for Traefik, which AKS does not run.`)
    else if (isTraefikClass(object))
      yield violation(object.at('spec', 'controller'), `Ingress class \`${object.name}\` is that of Traefik, which AKS does not run.`)
  },

  propose(_, context) {
    const { object, bundle } = context
    if (object.kind === 'IngressRoute') return proposeIngressRoute(object, context)
    if (object.kind === 'Middleware') return proposeMiddleware(object, context)
    return object.kind === 'IngressClass'
      ? proposeClass(object, bundle)
      : judgement(DECISIONS[object.kind] ?? 'Decide what does its work without Traefik.')
  },
})

function isTraefikClass(object: KubernetesObject): boolean {
  return object.kind === 'IngressClass' && object.at('spec', 'controller').is('traefik.io/ingress-controller')
}

function proposeClass(object: KubernetesObject, bundle: BundleView): Proposal {
  const user = bundle
    .of('Ingress')
    .find(
      (ingress) =>
        ingress.at('spec', 'ingressClassName').is(object.name) || ingress.annotations.at('kubernetes.io/ingress.class').is(object.name),
    )
  if (user !== undefined) return judgement(`It goes when Ingress \`${user.name}\` has another class.`)
  return conversion(
    'Remove it: no Ingress has this class.',
    [drop(object, 'it is the class of Traefik.')],
    [{ path: '/spec', outcome: 'dropped', reason: 'no Ingress has this class' }],
  )
}
