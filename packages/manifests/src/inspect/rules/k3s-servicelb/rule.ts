import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { entriesOf, removeEntries } from '../../remove-entries.ts'
import { automatic, rule, violation } from '../../rule.ts'

const maps = (object: KubernetesObject) => [object.labels, object.annotations]
const isServiceLB = (key: string): boolean => key.startsWith('svccontroller.k3s.cattle.io/')

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
    const [first] = maps(object).flatMap((map) => entriesOf(map, isServiceLB))
    if (first !== undefined) yield violation(first, `\`${first.key}\` means something to the load balancer of k3s only.`)
  },

  propose(_, { object }) {
    return automatic('Remove what only ServiceLB of k3s reads.', maps(object).flatMap((map) => removeEntries(entriesOf(map, isServiceLB), map)))
  },
})
