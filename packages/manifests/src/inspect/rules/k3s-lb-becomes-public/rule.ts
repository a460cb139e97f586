import { option, rule, set, violation } from '../../rule.ts'

const INTERNAL = 'service.beta.kubernetes.io/azure-load-balancer-internal'

/** Annotations by which somebody has already said which address the Service gets on Azure. */
const DECIDED = /^service\.beta\.kubernetes\.io\/azure-(load-balancer-internal|load-balancer-ipv[46]|pip-|dns-label-name|pls-)/

export default rule({
  id: 'k3s-lb-becomes-public',
  group: 'k3s',
  title: 'Service of type LoadBalancer gets a public address',
  why: 'On k3s it answers on addresses of the nodes, often a LAN; on AKS it gets a public IP address, open to the internet.',
  help: `Annotate the Service with \`${INTERNAL}: "true"\`, or with "false" if it shall be public.`,
  severity: 'warning',
  fix: 'opt',
  kinds: ['Service'],
  assumes: true,
  changes: ['/metadata/annotations/service.beta.kubernetes.io~1azure-load-balancer-internal'],

  *inspect(object) {
    const type = object.at('spec', 'type')
    const decided = Object.keys(object.annotations.strings()).some((key) => DECIDED.test(key))
    const ofAnotherController = object.at('spec', 'loadBalancerClass').exists
    if (type.is('LoadBalancer') && !decided && !ofAnotherController)
      yield violation(type, `Service \`${object.name}\` gets a public address on AKS.`)
  },

  propose(_, { object }) {
    return option('Keep it in the virtual network, with an internal load balancer.', [set(object.annotations.at(INTERNAL), 'true')])
  },
})
