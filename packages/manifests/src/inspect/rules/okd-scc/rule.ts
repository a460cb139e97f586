import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { type BundleView, type Change, conversion, drop, edit, type Intent, judgement, rule, violation } from '../../rule.ts'
import { bindingsOf, sccRules, withoutScc } from './scc-rbac.ts'
import { sccsOf } from './scc-grants.ts'
import { levelOf } from './scc-level.ts'
import { sccLedger } from './scc-ledger.ts'
import { LABEL_PATTERNS, namespaceLabels } from './namespace-labels.ts'

const BINDINGS = ['RoleBinding', 'ClusterRoleBinding']

export default rule({
  id: 'okd-scc',
  group: 'okd',
  title: 'Security context constraints of OpenShift',
  why: 'AKS has no security context constraints: nothing holds pods to them there, unless the namespace has a Pod Security label.',
  help: 'Remove them, and label the namespace: pod-security.kubernetes.io/enforce.',
  severity: 'error',
  fix: 'doc',
  kinds: ['SecurityContextConstraints', 'Role', 'ClusterRole', ...BINDINGS],
  changes: ['rules', ...LABEL_PATTERNS],

  *inspect(object) {
    if (object.kind === 'SecurityContextConstraints')
      yield violation(object.at('kind'), '`SecurityContextConstraints` is a kind of OpenShift that AKS does not know.')
    const [first] = sccRules(object)
    if (first !== undefined) yield violation(first, 'The role allows the use of security context constraints, which AKS does not have.')
    const role = object.at('roleRef', 'name')
    if (role.text?.startsWith('system:openshift:scc:'))
      yield violation(role, `The role \`${role.text}\` belongs to OpenShift; AKS does not have it.`)
  },

  propose(_found, { object, bundle }) {
    const names = sccsOf(object)
    const level = levelOf(names, bundle)
    if (level === undefined)
      return judgement(
        `Decide what the pods may do on AKS that ${names.map((name) => `\`${name}\``).join(', ')} allowed (the node's network, files or devices, or root): best nothing of it; else a namespace of its own with the Pod Security label \`privileged\`. Then remove this.`,
      )
    const { changes, labelled } = namespaceLabels(object, level, bundle)
    const kept = object.kind !== 'SecurityContextConstraints' && sccRules(object).length > 0 ? withoutScc(object) : []
    const where =
      labelled.length === 0
        ? 'label its namespaces with pod-security.kubernetes.io/enforce: baseline'
        : `the Pod Security label \`baseline\` of ${labelled.join(', ')} takes its place`
    return conversion(`Remove it; ${where}.`, [...removals(object, kept, bundle, labelled.length > 0), ...changes], sccLedger(object))
  },
})

/** The object itself goes, or only what it says about constraints; bindings to a role that goes, go with it. */
function removals(object: KubernetesObject, kept: readonly Intent[], bundle: BundleView, labelled: boolean): Change[] {
  if (kept.length > 0) return [edit(object, kept)]
  const note = `AKS has no security context constraints; ${labelled ? 'the Pod Security label of the namespace takes their place' : 'a Pod Security label on its namespaces would take their place'}.`
  return [object, ...bindingsOf(object, bundle)].map((one) => drop(one, note))
}
