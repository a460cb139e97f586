import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { isPrivateAddress } from '../../addresses.ts'
import { annotationsLike } from '../../metadata-keys.ts'
import { removeWithParents } from '../../remove-with-parents.ts'
import { automatic, judgement, rule, violation } from '../../rule.ts'

const OF_METALLB = /^metallb\.(universe\.tf|io)\//
const isAddress = (key: string): boolean => OF_METALLB.test(key) && /\/loadBalancerIPs$/i.test(key)
const isSetting = (key: string): boolean => OF_METALLB.test(key) && !isAddress(key)

export default rule({
  id: 'k3s-metallb',
  group: 'k3s',
  title: 'Service asks for an address of MetalLB',
  why: 'Azure gives the addresses on AKS: annotations of MetalLB do nothing, and an address of your LAN cannot be had.',
  help: 'Remove what MetalLB reads; for a fixed address inside use an internal load balancer and an address of the subnet.',
  severity: 'warning',
  fix: 'auto',
  kinds: ['Service'],
  changes: ['/metadata/annotations/*'],

  *inspect(object) {
    const [setting] = annotationsLike(object, isSetting).flat()
    if (setting !== undefined) yield violation(setting, `Only MetalLB reads \`${setting.key}\`.`, { fixed: false })
    for (const address of addresses(object))
      yield violation(address, `The address \`${address.text}\` is one of your own network, not of Azure.`, { fixed: true })
  },

  propose({ at, fixed }, { object }) {
    if (fixed)
      return judgement(
        `Decide which address replaces \`${at.text}\`, and who must learn of it: an address of the subnet with an internal load balancer, or a public one.`,
      )
    return automatic(
      'Remove the annotations of MetalLB; every Service gets an address of its own.',
      removeWithParents(object, annotationsLike(object, isSetting).flat()),
    )
  },
})

/** Addresses that somebody relies on; with an internal load balancer it is one of the Azure subnet, and fine. */
function addresses(object: KubernetesObject) {
  const ip = object.at('spec', 'loadBalancerIP')
  const internal = object.annotations.at('service.beta.kubernetes.io/azure-load-balancer-internal').is('true')
  return [...(isPrivateAddress(ip.text ?? '') && !internal ? [ip] : []), ...annotationsLike(object, isAddress).flat()]
}
