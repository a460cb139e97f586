import { isOpenShift } from '../../openshift.ts'
import { conversion, judgement, rule, set, violation } from '../../rule.ts'
import { bindingChanges } from './binding.ts'
import { ruleChanges } from './policy-rules.ts'

const RBAC = 'rbac.authorization.k8s.io'

export default rule({
  id: 'okd-authorization',
  group: 'okd',
  title: 'Role or role binding in the API of OpenShift',
  why: 'AKS does not know authorization.openshift.io: whoever was allowed something there is not allowed it on AKS.',
  help: `Write it for ${RBAC}/v1.`,
  severity: 'error',
  fix: 'doc',
  kinds: [
    'Role',
    'ClusterRole',
    'RoleBinding',
    'ClusterRoleBinding',
    'RoleBindingRestriction',
    'Policy',
    'PolicyBinding',
    'ClusterPolicy',
    'ClusterPolicyBinding',
  ],
  changes: ['apiVersion', 'rules', 'roleRef', 'subjects', 'userNames', 'groupNames'],

  *inspect(object) {
    if (isOpenShift(object, 'authorization.openshift.io'))
      yield violation(object.at('apiVersion'), `\`${object.kind}\` is written for the authorization of OpenShift, which AKS does not have.`)
  },

  propose(_found, { object }) {
    if (/Policy|Restriction/.test(object.kind))
      return judgement(`Decide which roles and bindings of ${RBAC}/v1 take the place of this \`${object.kind}\`.`)
    const converted = object.kind.endsWith('Binding') ? bindingChanges(object) : ruleChanges(object)
    if (!converted.ok) return judgement(converted.reason)
    return conversion(
      `Write it for ${RBAC}/v1; users and groups on AKS are those of Microsoft Entra ID.`,
      [set(object.at('apiVersion'), `${RBAC}/v1`), ...converted.intents],
      converted.ledger,
    )
  },
})
