import type { Field, KubernetesObject } from '@aks-copilot/kubernetes'
import type { TargetProfile } from '../../../profiles/profile.ts'
import { isTraefikClass, bringsTraefik, TRAEFIK_READS } from '../../traefik.ts'
import { automatic, type BundleView, judgement, type Proposal, remove, rename, rule, set, violation } from '../../rule.ts'

export default rule({
  id: 'k3s-certmanager-solver',
  group: 'k3s',
  title: 'cert-manager proves domains through Traefik',
  why: 'AKS runs no Traefik: nobody answers the HTTP-01 challenge, so no certificate is issued, and old ones run out.',
  help: 'Name in the solver what answers on AKS: a Gateway, or the ingress class of the cluster.',
  severity: 'error',
  fix: 'auto',
  kinds: ['Issuer', 'ClusterIssuer', 'Ingress'],
  reads: [...TRAEFIK_READS, 'Gateway'],
  changes: [
    '/spec/acme/solvers/*/http01/ingress',
    '/spec/acme/solvers/*/http01/gatewayHTTPRoute',
    '/metadata/annotations/acme.cert-manager.io~1http01-ingress-class',
    '/metadata/annotations/acme.cert-manager.io~1http01-ingress-ingressclassname',
  ],

  *inspect(object, { bundle }) {
    if (bringsTraefik(bundle)) return
    for (const { at, solver } of solverClasses(object)) {
      if (at.exists && isTraefikClass(at.text, bundle))
        yield violation(at, `HTTP-01 challenges go through the ingress class \`${at.text}\`, which AKS does not have.`, { solver })
    }
  },

  propose({ at, solver }, { target, bundle, object }) {
    const { api, className } = target.ingress
    if (api === 'gateway') return throughGateway(object, solver, gatewaysFor(object, bundle, target))
    const place = solver?.at('ingressClassName') ?? at
    return automatic(`Let the ingress class \`${className}\` answer the challenges.`, [
      ...(at.key === 'class' ? [rename(at, 'ingressClassName')] : []),
      set(place, className),
    ])
  },
})

/** Gateways of the target's class that answer plain HTTP and that the issuer can mean: those of its namespace, or all for a cluster's. */
function gatewaysFor(issuer: KubernetesObject, bundle: BundleView, { ingress }: TargetProfile): readonly KubernetesObject[] {
  return bundle.of('Gateway').filter(
    (gateway) =>
      gateway.at('spec', 'gatewayClassName').is(ingress.gatewayClassName) &&
      (issuer.kind === 'ClusterIssuer' || gateway.namespace === issuer.namespace) &&
      gateway
        .at('spec', 'listeners')
        .items()
        .some((listener) => listener.at('port').is(80) && listener.at('protocol').is('HTTP')),
  )
}

/** cert-manager's solver for the Gateway API takes the place of the one for Ingress, where that says nothing but the class. */
function throughGateway(issuer: KubernetesObject, solver: Field | undefined, [gateway, ...others]: readonly KubernetesObject[]): Proposal {
  if (gateway === undefined || others.length > 0 || solver === undefined || solver.entries().length > 1)
    return judgement('Decide which Gateway answers the challenges, and use a gatewayHTTPRoute solver with it in parentRefs.')
  const namespace = issuer.kind === 'ClusterIssuer' || gateway.namespace !== undefined ? { namespace: gateway.namespace ?? 'default' } : {}
  const route = issuer.at(...solver.path.slice(0, -1), 'gatewayHTTPRoute')
  return automatic(`Let the Gateway \`${gateway.name}\` answer the challenges; cert-manager needs its Gateway API support switched on.`, [
    set(route, { parentRefs: [{ name: gateway.name, ...namespace, kind: 'Gateway' }] }),
    remove(solver),
  ])
}

interface SolverClass {
  readonly at: Field
  readonly solver: Field | undefined
}

/** Where cert-manager is told an ingress class: in the solvers of an issuer, or in annotations of an Ingress. */
function solverClasses(object: KubernetesObject): SolverClass[] {
  if (object.kind === 'Ingress')
    return ['class', 'ingressclassname'].map((name) => ({
      at: object.annotations.at(`acme.cert-manager.io/http01-ingress-${name}`),
      solver: undefined,
    }))
  if (object.group !== 'cert-manager.io') return []
  const solvers = object
    .at('spec', 'acme', 'solvers')
    .items()
    .map((item) => item.at('http01', 'ingress'))
  return solvers.flatMap((solver) => ['class', 'ingressClassName'].map((name) => ({ at: solver.at(name), solver })))
}
