import { INGRESS_CHANGES, proposeIngress } from '../../propose-ingress.ts'
import { rule, violation } from '../../rule.ts'
import { bringsTraefik, ingressClass, isIngress, isTraefikClass, TRAEFIK_READS } from '../../traefik.ts'

export default rule({
  id: 'k3s-ingress-class',
  group: 'k3s',
  title: 'Ingress is served by the Traefik of k3s',
  why: 'AKS runs no Traefik: the Ingress gets no address and serves nobody.',
  help: 'Name the ingress class of the cluster in spec.ingressClassName.',
  severity: 'error',
  fix: 'auto',
  kinds: ['Ingress'],
  reads: [...TRAEFIK_READS, 'Ingress', 'Service', 'Gateway'],
  changes: INGRESS_CHANGES,

  *inspect(object, { bundle }) {
    if (!isIngress(object) || bringsTraefik(bundle)) return
    const at = ingressClass(object)
    if (at.exists && isTraefikClass(at.text, bundle))
      yield violation(at, `Ingress class \`${at.text}\` is that of Traefik, which AKS does not run.`)
  },

  propose: (_, context) => proposeIngress(context),
})
