import type { Field, KubernetesObject } from '@aks-copilot/kubernetes'
import { type BundleView, type Intent, remove } from '../../rule.ts'

const RESOURCE = 'securitycontextconstraints'

/** The rules of a role that allow the use of constraints. */
export function sccRules(object: KubernetesObject): Field[] {
  return object
    .at('rules')
    .items()
    .filter(
      (one) =>
        namesScc(one) &&
        one
          .at('verbs')
          .items()
          .some((verb) => verb.is('use') || verb.is('*')),
    )
}

function namesScc(one: Field): boolean {
  return one
    .at('resources')
    .items()
    .some((resource) => resource.is(RESOURCE))
}

/** What is left of a role that allows other things, too; no intents where nothing would be left. */
export function withoutScc(object: KubernetesObject): Intent[] {
  const rules = sccRules(object)
  const whole = rules.filter((one) => one.at('resources').items().length === 1)
  if (whole.length === object.at('rules').items().length) return []
  const parts = rules
    .filter((one) => !whole.includes(one))
    .flatMap((one) =>
      one
        .at('resources')
        .items()
        .filter((resource) => resource.is(RESOURCE)),
    )
  return [...whole, ...parts].map(remove)
}

/** The bindings of the bundle to a role. OpenShift's own bindings name no kind: with a namespace they mean a Role. */
export function bindingsOf(role: KubernetesObject, bundle: BundleView): KubernetesObject[] {
  if (role.kind !== 'Role' && role.kind !== 'ClusterRole') return []
  return bundle.of('RoleBinding', 'ClusterRoleBinding').filter((binding) => {
    const reference = binding.at('roleRef')
    const kind = reference.at('kind').text ?? (reference.at('namespace').exists ? 'Role' : 'ClusterRole')
    return reference.at('name').is(role.name) && kind === role.kind && (kind === 'ClusterRole' || binding.namespace === role.namespace)
  })
}
