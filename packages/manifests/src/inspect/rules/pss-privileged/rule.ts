import { WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { baselineSeverity, guardedContainers } from '../../admission.ts'
import { option, rule, set, violation } from '../../rule.ts'

export default rule({
  id: 'pss-privileged',
  group: 'pss',
  title: 'Container is privileged',
  why: 'A privileged container is root on its node; Pod Security "baseline" denies it.',
  help: 'Set privileged to false, and add the few capabilities that the container needs.',
  severity: 'error',
  severityOn: baselineSeverity,
  fix: 'opt',
  kinds: WORKLOAD_KINDS,
  changes: ['**/securityContext/privileged'],

  *inspect(object) {
    for (const container of guardedContainers(object)) {
      const at = container.at('securityContext', 'privileged')
      if (at.is(true)) yield violation(at, `Container \`${container.at('name').text}\` is privileged.`)
    }
  },

  propose({ at }) {
    return option('Run the container without privileges; make sure that it works so.', [set(at, false)])
  },
})
