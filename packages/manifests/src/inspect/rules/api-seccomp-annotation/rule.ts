import { type Field, type KubernetesObject, podTemplate, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { containerNamed, profileOf } from '../../profile-annotations.ts'
import { automatic, judgement, remove, rule, set, violation } from '../../rule.ts'

const POD = 'seccomp.security.alpha.kubernetes.io/pod'
const CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/'

export default rule({
  id: 'api-seccomp-annotation',
  group: 'api',
  title: 'The annotation of the seccomp profile has no effect any more',
  why: 'Kubernetes 1.27 stopped reading it: the container runs without the profile that its author chose.',
  help: 'Set securityContext.seccompProfile in place of the annotation.',
  severity: 'warning',
  fix: 'auto',
  kinds: WORKLOAD_KINDS,
  changes: ['**/metadata/annotations', 'metadata/annotations', '**/securityContext/seccompProfile'],

  *inspect(object) {
    for (const at of podTemplate(object)?.at('metadata', 'annotations').entries() ?? []) {
      const key = String(at.key)
      if (key === POD || key.startsWith(CONTAINER))
        yield violation(at, `Kubernetes no longer reads the annotation \`${key}\`.`, { field: fieldFor(key, object) })
    }
  },

  propose({ at, field }) {
    const profile = profileOf(at.text ?? '', ['runtime/default', 'docker/default'])
    if (field === undefined) return automatic('Remove it: no container has this name.', [remove(at)])
    if (field.exists) return automatic('Remove it: the field is set.', [remove(at)])
    if (profile === undefined) return judgement(`Choose a profile: \`${String(at.value)}\` is none.`)
    return automatic(`Set \`seccompProfile\` of type \`${profile.type}\`.`, [set(field, profile), remove(at)])
  },
})

function fieldFor(key: string, object: KubernetesObject): Field | undefined {
  if (key === POD) return podTemplate(object)?.at('spec', 'securityContext', 'seccompProfile')
  return containerNamed(object, key.slice(CONTAINER.length))?.at('securityContext', 'seccompProfile')
}
