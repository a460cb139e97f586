import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { annotationsLike, labelsLike } from '../../metadata-keys.ts'
import { removeWithParents } from '../../remove-with-parents.ts'
import { automatic, rule, violation } from '../../rule.ts'

export default rule({
  id: 'k3s-servicelb',
  group: 'k3s',
  title: 'Service is set up for the load balancer of k3s',
  why: 'Only ServiceLB of k3s reads these keys: the Azure load balancer answers for every node.',
  help: 'Remove the svccontroller.k3s.cattle.io keys.',
  severity: 'warning',
  fix: 'auto',
  kinds: ['Service'],
  changes: ['/metadata/labels/*', '/metadata/annotations/*'],

  *inspect(object) {
    const [first] = marks(object)
    if (first !== undefined) yield violation(first, `\`${first.key}\` means something to the load balancer of k3s only.`)
  },

  propose(_, { object }) {
    return automatic('Remove what only ServiceLB of k3s reads.', removeWithParents(object, marks(object)))
  },
})

function marks(object: KubernetesObject) {
  const isServiceLB = (key: string): boolean => key.startsWith('svccontroller.k3s.cattle.io/')
  return [...labelsLike(object, isServiceLB), ...annotationsLike(object, isServiceLB)].flat()
}
