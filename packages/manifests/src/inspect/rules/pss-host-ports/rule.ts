import { WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { baselineSeverity, guardedContainers } from '../../admission.ts'
import { option, remove, rule, violation } from '../../rule.ts'

export default rule({
  id: 'pss-host-ports',
  group: 'pss',
  title: 'Container takes a port of its node',
  why: 'The port is open to everyone who reaches the node, past every Service, and only one such pod fits on a node; Pod Security "baseline" denies it.',
  help: 'Remove hostPort, and let a Service lead to the pod.',
  severity: 'error',
  severityOn: baselineSeverity,
  fix: 'opt',
  kinds: WORKLOAD_KINDS,
  changes: ['**/ports/*/hostPort'],

  *inspect(object) {
    for (const container of guardedContainers(object)) {
      for (const at of container
        .at('ports')
        .items()
        .map((port) => port.at('hostPort'))) {
        if (at.exists && !at.is(0))
          yield violation(at, `Container \`${container.at('name').text}\` takes port \`${String(at.value)}\` of its node.`)
      }
    }
  },

  propose({ at }) {
    return option('Remove the hostPort; who calls the node must call a Service instead.', [remove(at)])
  },
})
