import { ingressClass, isIngress, lostProtections, bringsTraefik, TRAEFIK_READS } from '../../traefik.ts'
import { automatic, judgement, rule, set, violation } from '../../rule.ts'

export default rule({
  id: 'k3s-ingress-no-class',
  group: 'k3s',
  title: 'Ingress names no class',
  why: 'On k3s Traefik serves every Ingress without a class; AKS has no default class, so nothing serves it.',
  help: 'Name the ingress class of the cluster in spec.ingressClassName.',
  severity: 'warning',
  fix: 'auto',
  kinds: ['Ingress'],
  reads: TRAEFIK_READS,
  assumes: true,
  changes: ['/spec/ingressClassName'],

  *inspect(object, { bundle }) {
    if (!isIngress(object) || ingressClass(object).exists || bringsTraefik(bundle)) return
    const hasDefault = bundle.of('IngressClass').some((candidate) => candidate.annotations.at('ingressclass.kubernetes.io/is-default-class').is('true'))
    if (!hasDefault) yield violation(object.at('spec', 'ingressClassName'), `Ingress \`${object.name}\` names no class, and AKS has no default one.`)
  },

  propose({ at }, { object, bundle, target }) {
    const lost = lostProtections(object, bundle)
    if (lost.length > 0) return judgement(`Decide first what replaces ${lost.join(' and ')}: another ingress controller would let everybody in.`)
    const { api, className, gatewayClassName } = target.ingress
    if (api === 'gateway') return judgement(`Write an HTTPRoute for a Gateway of class \`${gatewayClassName}\`, which the target profile asks for.`)
    return automatic(`Use the ingress class \`${className}\`.`, [set(at, className)])
  },
})
