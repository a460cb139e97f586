import { type Field, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { guardedLinuxContainers, linuxSetting, restrictedSeverity } from '../../admission.ts'
import { beyondRestricted } from '../../capabilities.ts'
import { removeWithParents } from '../../remove-with-parents.ts'
import { option, rule, set, violation } from '../../rule.ts'

export default rule({
  id: 'pss-drop-all',
  group: 'pss',
  title: 'Container keeps capabilities',
  why: 'Pod Security "restricted" wants every capability dropped; only NET_BIND_SERVICE may be added back.',
  help: 'Set capabilities.drop to [ALL].',
  severity: 'error',
  severityOn: restrictedSeverity,
  fix: 'opt',
  kinds: WORKLOAD_KINDS,
  changes: ['**/securityContext/capabilities/drop', '**/securityContext/capabilities/add'],

  *inspect(object) {
    for (const container of guardedLinuxContainers(object)) {
      const at = container.at('securityContext', 'capabilities')
      const kept = beyondRestricted(at).map((capability) => `\`${capability.text}\``)
      const what = [...(dropsAll(at) ? [] : ['does not drop `ALL` capabilities']), ...(kept.length > 0 ? [`adds ${kept.join(', ')}`] : [])]
      if (what.length > 0) yield violation(at, `Container \`${container.at('name').text}\` ${what.join(' and ')}.`)
    }
  },

  propose({ at }, { object }) {
    const description = 'Drop every capability, and keep NET_BIND_SERVICE where it was added; make sure that the container works so.'
    const drop = dropsAll(at) ? [] : [set(at.at('drop'), ['ALL'])]
    return linuxSetting(object, option(description, [...drop, ...removeWithParents(object, beyondRestricted(at))]))
  },
})

function dropsAll(capabilities: Field): boolean {
  return capabilities
    .at('drop')
    .items()
    .some((capability) => capability.is('ALL'))
}
