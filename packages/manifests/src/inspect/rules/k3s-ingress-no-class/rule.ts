import { INGRESS_CHANGES, proposeIngress } from '../../propose-ingress.ts'
import { rule, violation } from '../../rule.ts'
import { bringsTraefik, ingressClass, isIngress, TRAEFIK_READS } from '../../traefik.ts'

export default rule({
  id: 'k3s-ingress-no-class',
  group: 'k3s',
  title: 'Ingress names no class',
  why: 'On k3s Traefik serves every Ingress without a class; AKS has no default class, so nothing serves it.',
  help: 'Name the ingress class of the cluster in spec.ingressClassName.',
  severity: 'warning',
  fix: 'auto',
  kinds: ['Ingress'],
  reads: [...TRAEFIK_READS, 'Ingress', 'Service', 'Gateway'],
  assumes: true,
  changes: INGRESS_CHANGES,

  *inspect(object, { bundle }) {
    if (!isIngress(object) || ingressClass(object).exists || bringsTraefik(bundle)) return
    const hasDefault = bundle
      .of('IngressClass')
      .some((candidate) => candidate.annotations.at('ingressclass.kubernetes.io/is-default-class').is('true'))
    if (!hasDefault)
      yield violation(object.at('spec', 'ingressClassName'), `Ingress \`${object.name}\` names no class, and AKS has no default one.`)
  },

  propose: (_, context) => proposeIngress(context),
})
