import type { Field } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'

/** Something that the API server did not allow, read off its answer. */
export interface Forbidden {
  readonly user: string
  readonly verb: string
  /** With its subresource: `pods/log`. */
  readonly resource: string
  readonly group: string
  /** undefined: in the whole cluster. */
  readonly namespace: string | undefined
  /** The object, where one was asked for. */
  readonly name: string | undefined
}

/** Every such answer has this, and few other lines do. */
const FORBIDDEN_HINT = 'is forbidden: User'

/** Longer lines are dumps; what is asked stands near the hint. */
const NEAR = 300

const FORBIDDEN =
  /(?:"([^"]{1,253})" )?is forbidden: User "([^"]+)" cannot (\w+) resource "([^"]+)" in API group "([^"]*)" (?:in the namespace "([^"]+)"|at the cluster scope)/

/** Reads `pods is forbidden: User "u" cannot list resource "pods" in API group "" in the namespace "n"`, also with escaped quotes. */
export function readForbidden(text: string): Forbidden | undefined {
  const hint = text.indexOf(FORBIDDEN_HINT)
  if (hint < 0) return undefined
  const near = text.slice(Math.max(0, hint - NEAR), hint + 4 * NEAR).replaceAll('\\"', '"')
  const [, name, user, verb, resource, group, namespace] = FORBIDDEN.exec(near) ?? []
  if (user === undefined || verb === undefined || resource === undefined || group === undefined) return undefined
  return { user, verb, resource, group, namespace, name }
}

/** Namespace and name of the ServiceAccount behind a user's name. */
export function serviceAccountOf(user: string): { readonly namespace: string; readonly name: string } | undefined {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? []
  return namespace === undefined || name === undefined ? undefined : { namespace, name }
}

/** The bindings that count in a namespace: those of the cluster, and its own. */
function bindingsFor(namespace: string | undefined, state: ClusterState): readonly LiveObject[] {
  return [...state.list('ClusterRoleBinding'), ...(namespace === undefined ? [] : state.in('RoleBinding', namespace))]
}

/** The role that a binding names; undefined where it is not among those observed. */
export function roleOf(binding: LiveObject, state: ClusterState): LiveObject | undefined {
  const kind = binding.at('roleRef', 'kind').text ?? ''
  return state.find(kind, kind === 'ClusterRole' ? undefined : binding.namespace, binding.at('roleRef', 'name').text ?? '')
}

/** Bindings of a user. */
export function bindingsOf(user: string, namespace: string | undefined, state: ClusterState): readonly LiveObject[] {
  return state.remember(`bindings of ${user} in ${namespace}`, () =>
    bindingsFor(namespace, state).filter((binding) =>
      binding
        .at('subjects')
        .items()
        .some((subject) => isUser(subject, user, binding.namespace)),
    ),
  )
}

function isUser(subject: Field, user: string, place: string | undefined): boolean {
  const [kind, name] = [subject.at('kind').text, subject.at('name').text ?? '']
  const account = serviceAccountOf(user)
  if (kind === 'User') return name === user
  if (kind === 'ServiceAccount') return account?.name === name && account.namespace === (subject.at('namespace').text ?? place)
  const groups = [
    'system:authenticated',
    ...(account === undefined ? [] : ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`]),
  ]
  return groups.includes(name)
}

/** Whether the roles that are known allow it now: somebody may have mended it since. */
export function isAllowed(forbidden: Forbidden, state: ClusterState): boolean {
  return bindingsOf(forbidden.user, forbidden.namespace, state).some((binding) =>
    (roleOf(binding, state)?.at('rules').items() ?? []).some((rule) => allows(rule, forbidden)),
  )
}

function allows(rule: Field, { verb, resource, group, name }: Forbidden): boolean {
  const has = (key: string, ...wanted: readonly string[]): boolean =>
    rule
      .at(key)
      .items()
      .some(({ text }) => text === '*' || wanted.includes(text ?? ''))
  const subresource = resource.split('/')[1]
  const names = rule.at('resourceNames').items()
  if (names.length > 0 && !names.some((one) => name !== undefined && one.is(name))) return false
  return (
    has('verbs', verb) && has('apiGroups', group) && has('resources', resource, ...(subresource === undefined ? [] : [`*/${subresource}`]))
  )
}
