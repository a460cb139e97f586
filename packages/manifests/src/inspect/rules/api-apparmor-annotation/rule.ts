import { podTemplate, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { containerNamed, profileOf } from '../../profile-annotations.ts'
import { automatic, judgement, remove, rule, set, violation } from '../../rule.ts'

const PREFIX = 'container.apparmor.security.beta.kubernetes.io/'

export default rule({
  id: 'api-apparmor-annotation',
  group: 'api',
  title: 'The AppArmor profile is in a deprecated annotation',
  why: 'Kubernetes 1.30 brought the field appArmorProfile, and deprecated the annotation; once it is no longer read, the profile is silently gone.',
  help: 'Set securityContext.appArmorProfile in place of the annotation.',
  severity: 'info',
  fix: 'auto',
  kinds: WORKLOAD_KINDS,
  changes: ['**/metadata/annotations', 'metadata/annotations', '**/securityContext/appArmorProfile'],

  *inspect(object) {
    for (const at of podTemplate(object)?.at('metadata', 'annotations').entries() ?? []) {
      if (String(at.key).startsWith(PREFIX)) yield violation(at, `The annotation \`${String(at.key)}\` is deprecated.`)
    }
  },

  propose({ at }, { object }) {
    const name = String(at.key).slice(PREFIX.length)
    const field = containerNamed(object, name)?.at('securityContext', 'appArmorProfile')
    const profile = profileOf(at.text ?? '', ['runtime/default'])
    if (field === undefined) return judgement(`Decide what container is meant: none is named \`${name}\`.`)
    if (profile === undefined) return judgement(`Choose a profile: \`${String(at.value)}\` is none.`)
    if (field.exists && !field.at('type').is(profile.type))
      return judgement('Decide which profile counts: the field and the annotation differ, which the API server refuses.')
    return automatic(`Set \`appArmorProfile\` of type \`${profile.type}\`.`, [...(field.exists ? [] : [set(field, profile)]), remove(at)])
  },
})
