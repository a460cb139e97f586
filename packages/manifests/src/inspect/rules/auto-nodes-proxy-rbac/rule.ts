import type { Field } from '@aks-copilot/kubernetes'
import { automaticSeverity, isGuarded } from '../../admission.ts'
import { automatic, remove, rule, violation } from '../../rule.ts'

export default rule({
  id: 'auto-nodes-proxy-rbac',
  group: 'auto',
  title: 'Role grants nodes/proxy',
  why: 'Who may call the kubelet through the API server can run commands in every pod; AKS Automatic denies the whole role.',
  help: 'Remove nodes/proxy; to read metrics of the kubelet, grant nodes/metrics instead.',
  severity: 'error',
  severityOn: automaticSeverity,
  fix: 'auto',
  kinds: ['ClusterRole', 'Role'],
  changes: ['rules'],

  *inspect(object) {
    if (object.group !== 'rbac.authorization.k8s.io' || !isGuarded(object)) return
    for (const rule of object.at('rules').items()) {
      const at = rule
        .at('resources')
        .items()
        .find((resource) => resource.is('nodes/proxy'))
      if (at !== undefined && isCore(rule)) yield violation(at, `${object.kind} \`${object.name}\` grants \`nodes/proxy\`.`, { rule })
    }
  },

  propose({ at, rule }) {
    return rule.at('resources').items().length === 1
      ? automatic('Remove the rule: it grants nothing but nodes/proxy.', [remove(rule)])
      : automatic('Remove `nodes/proxy` from the rule.', [remove(at)])
  },
})

/** `nodes/proxy` of another API group is something else. */
function isCore(rule: Field): boolean {
  return rule
    .at('apiGroups')
    .items()
    .some((group) => group.is('') || group.is('*'))
}
