import { ingressClass, isIngress, isTraefikClass, lostProtections, bringsTraefik, TRAEFIK_READS } from '../../traefik.ts'
import { removeEntries } from '../../remove-entries.ts'
import { automatic, judgement, rule, set, violation } from '../../rule.ts'

export default rule({
  id: 'k3s-ingress-class',
  group: 'k3s',
  title: 'Ingress is served by the Traefik of k3s',
  why: 'AKS runs no Traefik: the Ingress gets no address and serves nobody.',
  help: 'Name the ingress class of the cluster in spec.ingressClassName.',
  severity: 'error',
  fix: 'auto',
  kinds: ['Ingress'],
  reads: TRAEFIK_READS,
  changes: ['/spec/ingressClassName', '/metadata/annotations/kubernetes.io~1ingress.class'],

  *inspect(object, { bundle }) {
    if (!isIngress(object) || bringsTraefik(bundle)) return
    const at = ingressClass(object)
    if (at.exists && isTraefikClass(at.text, bundle)) yield violation(at, `Ingress class \`${at.text}\` is that of Traefik, which AKS does not run.`)
  },

  propose(_, { object, bundle, target }) {
    const lost = lostProtections(object, bundle)
    if (lost.length > 0) return judgement(`Decide first what replaces ${lost.join(' and ')}: another ingress controller would let everybody in.`)
    const { api, className, gatewayClassName } = target.ingress
    if (api === 'gateway') return judgement(`Write an HTTPRoute for a Gateway of class \`${gatewayClassName}\`, which the target profile asks for.`)
    const annotation = object.annotations.at('kubernetes.io/ingress.class')
    return automatic(`Use the ingress class \`${className}\`.`, [
      set(object.at('spec', 'ingressClassName'), className),
      ...(annotation.exists ? removeEntries([annotation], object.annotations) : []),
    ])
  },
})
