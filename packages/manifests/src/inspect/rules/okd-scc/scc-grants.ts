import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { bindingsOf, sccRules } from './scc-rbac.ts'
import type { BundleView } from '../../rule.ts'

/** The names of the constraints that an object is, or allows the use of; `*` for all of them. */
export function sccsOf(object: KubernetesObject): string[] {
  if (object.kind === 'SecurityContextConstraints') return [object.name]
  const role = object.at('roleRef', 'name').text
  if (role !== undefined) return [role.replace('system:openshift:scc:', '')]
  return sccRules(object).flatMap((one) => {
    const names = one
      .at('resourceNames')
      .items()
      .flatMap((name) => name.text ?? [])
    return names.length === 0 ? ['*'] : names
  })
}

/** The namespaces whose pods an object lets use constraints, as far as the bundle says. */
export function namespacesOf(object: KubernetesObject, bundle: BundleView): Set<string> {
  if (object.kind === 'SecurityContextConstraints')
    return new Set([...object.at('users').items(), ...object.at('groups').items()].flatMap(({ text }) => namespaceInName(text ?? '') ?? []))
  return new Set([object, ...bindingsOf(object, bundle)].flatMap(ownNamespaces))
}

/** `system:serviceaccount:shop:web` and `system:serviceaccounts:shop` speak of the namespace shop. */
function namespaceInName(name: string): string | undefined {
  return /^system:serviceaccounts?:([^:]+)/.exec(name)?.[1]
}

function ownNamespaces(object: KubernetesObject): string[] {
  if (object.kind === 'RoleBinding') return object.namespace === undefined ? [] : [object.namespace]
  return object
    .at('subjects')
    .items()
    .flatMap((subject) => subject.at('namespace').text ?? namespaceInName(subject.at('name').text ?? '') ?? [])
}
