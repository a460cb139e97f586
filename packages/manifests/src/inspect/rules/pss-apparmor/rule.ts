import { type Field, type KubernetesObject, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { baselineSeverity, guardedSecurityContexts, guardedTemplate, hardening } from '../../admission.ts'
import { removeWithParents } from '../../remove-with-parents.ts'
import { rule, violation } from '../../rule.ts'

const PREFIX = 'container.apparmor.security.beta.kubernetes.io/'

export default rule({
  id: 'pss-apparmor',
  group: 'pss',
  title: 'AppArmor is switched off',
  why: 'The default profile keeps a container from touching the node; Pod Security "baseline" denies giving it up.',
  help: 'Remove the AppArmor setting: the default profile of the node applies then.',
  severity: 'error',
  severityOn: baselineSeverity,
  fix: 'auto',
  kinds: WORKLOAD_KINDS,
  changes: ['**/securityContext/appArmorProfile', '**/metadata/annotations', 'metadata/annotations'],

  *inspect(object) {
    for (const context of guardedSecurityContexts(object)) {
      const at = context.at.at('appArmorProfile')
      const type = at.at('type').text
      if (type !== undefined && type !== 'RuntimeDefault' && type !== 'Localhost')
        yield violation(at, `${context.owner} has the AppArmor profile \`${type}\`.`)
    }
    for (const at of deniedAnnotations(object))
      yield violation(at, `Container \`${String(at.key).slice(PREFIX.length)}\` has the AppArmor profile \`${at.text}\`.`)
  },

  propose({ at }, { target, object }) {
    return hardening(target, 'Leave the container under the default profile of the node.', removeWithParents(object, [at]))
  },
})

/** Before Kubernetes 1.30 an annotation of the pod said it; admission still reads it. */
function deniedAnnotations(object: KubernetesObject): Field[] {
  const annotations = guardedTemplate(object)?.at('metadata', 'annotations').entries() ?? []
  return annotations.filter(({ key, text }) => String(key).startsWith(PREFIX) && !/^($|runtime\/default$|localhost\/)/.test(text ?? ''))
}
