import type { Field, KubernetesObject } from '@aks-copilot/kubernetes'
import { isTraefikClass, bringsTraefik, TRAEFIK_READS } from '../../traefik.ts'
import { automatic, judgement, rename, rule, set, violation } from '../../rule.ts'

export default rule({
  id: 'k3s-certmanager-solver',
  group: 'k3s',
  title: 'cert-manager proves domains through Traefik',
  why: 'AKS runs no Traefik: nobody answers the HTTP-01 challenge, so no certificate is issued, and old ones run out.',
  help: 'Name the ingress class of the cluster in ingressClassName of the solver.',
  severity: 'error',
  fix: 'auto',
  kinds: ['Issuer', 'ClusterIssuer', 'Ingress'],
  reads: TRAEFIK_READS,
  changes: [
    '/spec/acme/solvers/*/http01/ingress/*',
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

  propose({ at, solver }, { target }) {
    const { api, className } = target.ingress
    if (api === 'gateway')
      return judgement('Decide which Gateway answers the challenges, and use a gatewayHTTPRoute solver with it in parentRefs.')
    const place = solver?.at('ingressClassName') ?? at
    return automatic(`Let the ingress class \`${className}\` answer the challenges.`, [
      ...(at.key === 'class' ? [rename(at, 'ingressClassName')] : []),
      set(place, className),
    ])
  },
})

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
