import { WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { baselineSeverity, guardedContainers } from '../../admission.ts'
import { beyondBaseline } from '../../capabilities.ts'
import { removeWithParents } from '../../remove-with-parents.ts'
import { option, rule, violation } from '../../rule.ts'

export default rule({
  id: 'pss-capabilities',
  group: 'pss',
  title: 'Container adds a capability that is not allowed',
  why: 'The capability reaches beyond the container, up to the whole node; Pod Security "baseline" denies it.',
  help: 'Remove the capability, or find out which smaller one the container needs.',
  severity: 'error',
  severityOn: baselineSeverity,
  fix: 'opt',
  kinds: WORKLOAD_KINDS,
  changes: ['**/securityContext/capabilities/add'],

  *inspect(object) {
    for (const container of guardedContainers(object)) {
      const capabilities = container.at('securityContext', 'capabilities')
      const denied = beyondBaseline(capabilities)
      const names = denied.map((capability) => `\`${capability.text}\``).join(', ')
      if (denied.length > 0)
        yield violation(capabilities.at('add'), `Container \`${container.at('name').text}\` adds ${names}.`, { denied, names })
    }
  },

  propose({ denied, names }, { object }) {
    return option(`Remove ${names}; make sure that the container works so.`, removeWithParents(object, denied))
  },
})
