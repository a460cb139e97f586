import { isOpenShift } from '../../openshift.ts'
import { judgement, rule, violation } from '../../rule.ts'

export default rule({
  id: 'okd-user',
  group: 'okd',
  title: 'User or group kept in OpenShift',
  why: 'Kubernetes keeps no users: on AKS they are those of Microsoft Entra ID, and role bindings name them by their object ID.',
  help: 'Use groups of Microsoft Entra ID, and name their object IDs in the role bindings.',
  severity: 'error',
  fix: 'judge',
  kinds: ['User', 'Group', 'Identity', 'UserIdentityMapping'],

  *inspect(object) {
    if (isOpenShift(object, 'user.openshift.io'))
      yield violation(object.at('kind'), `\`${object.kind}\` is a kind of OpenShift that AKS does not know.`)
  },

  propose({ at }) {
    const what = at.is('Group')
      ? 'Decide which group of Microsoft Entra ID takes the place of this one'
      : 'Decide which account of Microsoft Entra ID takes the place of this one'
    return judgement(`${what}, name its object ID in the role bindings, then remove the object.`)
  },
})
