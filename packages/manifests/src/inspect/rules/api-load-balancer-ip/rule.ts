import { isPrivateAddress } from '../../addresses.ts'
import { automatic, judgement, remove, rule, set, violation } from '../../rule.ts'

const PREFIX = 'service.beta.kubernetes.io/azure-load-balancer-'

export default rule({
  id: 'api-load-balancer-ip',
  group: 'api',
  title: 'The field loadBalancerIP is deprecated',
  why: 'Kubernetes deprecated it in 1.24, and may drop it; Azure reads an annotation in its place.',
  help: 'Give the address in the annotation service.beta.kubernetes.io/azure-load-balancer-ipv4.',
  severity: 'info',
  fix: 'auto',
  kinds: ['Service'],
  changes: ['metadata/annotations', 'spec/loadBalancerIP'],

  *inspect(object, { source }) {
    const at = object.at('spec', 'loadBalancerIP')
    if (object.group !== '' || at.text === undefined || at.text === '' || !object.at('spec', 'type').is('LoadBalancer')) return
    const foreign = isPrivateAddress(at.text) && !object.annotations.at(`${PREFIX}internal`).is('true')
    // An address of the LAN that k3s runs in is what k3s-metallb speaks of.
    if (foreign && source.assumes.includes('k3s')) return
    yield violation(at, `\`loadBalancerIP: ${at.text}\` is deprecated.`, { address: at.text, foreign })
  },

  propose({ at, address, foreign }, { object }) {
    if (foreign)
      return judgement(
        `Choose the address: \`${address}\` is private, and the load balancer of this Service gets a public one unless \`${PREFIX}internal: "true"\` is set.`,
      )
    const annotation = object.annotations.at(`${PREFIX}ipv${address.includes(':') ? 6 : 4}`)
    if (annotation.exists && !annotation.is(address))
      return judgement(`Decide which address counts: the annotation says \`${String(annotation.value)}\`, the field \`${address}\`.`)
    return automatic(
      `Give the address in \`${String(annotation.key)}\`; it must be a public IP (or one of the subnet) that the cluster may use.`,
      [set(annotation, address), remove(at)],
    )
  },
})
