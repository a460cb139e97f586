import type { Right } from './ask-rights.ts'

/** Objects of RBAC, as YAML, that grant these rights: one ClusterRole for what is needed everywhere, one Role for each namespace. */
export function grantingRoles(rights: readonly Right[], name = 'aks-copilot-reader'): string {
  const places = [...new Set(rights.map(({ namespace }) => namespace))].toSorted((left, right) => (left ?? '').localeCompare(right ?? ''))
  return places
    .map((namespace) =>
      role(
        name,
        namespace,
        rights.filter((right) => right.namespace === namespace),
      ),
    )
    .join('---\n')
}

/** The command that gives a role of `grantingRoles` to a user as the API server knows it. */
export function bindingCommand(username: string, namespace: string | undefined, name = 'aks-copilot-reader'): string {
  const [, account] = /^system:serviceaccount:(.+)$/.exec(username) ?? []
  const subject = account === undefined ? `--user=${quoted(username)}` : `--serviceaccount=${account}`
  return namespace === undefined
    ? `kubectl create clusterrolebinding ${name} --clusterrole=${name} ${subject}`
    : `kubectl create rolebinding ${name} --namespace=${namespace} --role=${name} ${subject}`
}

function role(name: string, namespace: string | undefined, rights: readonly Right[]): string {
  const rules = rulesOf(rights).map(
    ({ group, resources, verbs }) =>
      `  - apiGroups: [${group === '' ? '""' : group}]\n    resources: [${resources.join(', ')}]\n    verbs: [${verbs.join(', ')}]`,
  )
  const head = [
    'apiVersion: rbac.authorization.k8s.io/v1',
    `kind: ${namespace === undefined ? 'ClusterRole' : 'Role'}`,
    'metadata:',
    `  name: ${name}`,
    ...(namespace === undefined ? [] : [`  namespace: ${namespace}`]),
    'rules:',
  ]
  return `${[...head, ...rules].join('\n')}\n`
}

interface Rule {
  readonly group: string
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
}

/** As few rules as tell the same: resources of one group that need the same verbs share one. */
function rulesOf(rights: readonly Right[]): Rule[] {
  const verbs = collect(
    rights,
    ({ group, resource }) => `${group} ${resource}`,
    ({ verb }) => verb,
  )
  const resources = collect(
    [...verbs],
    ([key, all]) => `${key.split(' ')[0] ?? ''} ${all.join(',')}`,
    ([key]) => key.split(' ')[1] ?? '',
  )
  return [...resources].map(([key, names]) => {
    const [group = '', all = ''] = key.split(' ')
    return { group, resources: names, verbs: all.split(',') }
  })
}

function collect<Item>(items: readonly Item[], keyOf: (item: Item) => string, valueOf: (item: Item) => string): Map<string, string[]> {
  const groups = new Map<string, Set<string>>()
  for (const item of items) groups.set(keyOf(item), (groups.get(keyOf(item)) ?? new Set()).add(valueOf(item)))
  return new Map([...groups].map(([key, values]) => [key, [...values].toSorted()]))
}

function quoted(text: string): string {
  return /^[\w@.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
