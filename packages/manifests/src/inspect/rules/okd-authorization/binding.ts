import type { LedgerEntry } from '@aks-copilot/contracts'
import { type Field, type KubernetesObject, sameJson, table } from '@aks-copilot/kubernetes'
import { type Intent, remove, set } from '../../rule.ts'
import type { Converted } from './policy-rules.ts'

const RBAC = 'rbac.authorization.k8s.io'

interface Subject {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
  readonly apiGroup?: string
}

/** What OpenShift says about who gets which role, as Kubernetes says it. */
export function bindingChanges(binding: KubernetesObject): Converted {
  const reference = binding.at('roleRef')
  const namespace = reference.at('namespace')
  if (
    namespace.exists &&
    (binding.kind === 'ClusterRoleBinding' || (binding.namespace !== undefined && !namespace.is(binding.namespace)))
  ) {
    return {
      ok: false,
      reason: `Decide which role is meant: the binding names one of the namespace \`${String(namespace.value)}\`, where it cannot reach.`,
    }
  }
  const named = namedSubjects(binding)
  const kinds = binding
    .at('subjects')
    .items()
    .map((subject) => subject.at('kind').text ?? '')
  if (named.length === 0 && kinds.some((kind) => !(kind in KINDS)))
    return { ok: false, reason: 'Decide who is meant: a subject is no user, group or service account.' }
  const who = subjectIntents(binding, named)
  const legacy = ['userNames', 'groupNames'].map((name) => binding.at(name)).filter((field) => field.value !== undefined)
  return { ok: true, intents: [...roleIntents(reference), ...who, ...legacy.map(remove)], ledger: ledger(binding, named.length > 0) }
}

/** OpenShift tells a Role from a ClusterRole by the namespace in the reference. */
function roleIntents(reference: Field): Intent[] {
  const namespace = reference.at('namespace')
  const kind = namespace.exists && !namespace.is('') ? 'Role' : 'ClusterRole'
  const extra = reference.entries().filter((entry) => !['kind', 'name', 'apiGroup'].includes(String(entry.key)))
  return [...changed(reference.at('apiGroup'), RBAC), ...changed(reference.at('kind'), kind), ...extra.map(remove)]
}

function changed(at: Field, value: unknown): Intent[] {
  return sameJson(at.value, value) ? [] : [set(at, value)]
}

const KINDS = table<string>({ User: 'User', SystemUser: 'User', Group: 'Group', SystemGroup: 'Group', ServiceAccount: 'ServiceAccount' })

/** Where userNames or groupNames stand, OpenShift ignores the subjects: what those lists say counts. */
function namedSubjects(binding: KubernetesObject): Subject[] {
  const names = (list: string): string[] =>
    binding
      .at(list)
      .items()
      .flatMap((name) => name.text ?? [])
  return [...names('userNames').map(userOrAccount), ...names('groupNames').map((name) => ({ kind: 'Group', apiGroup: RBAC, name }))]
}

function userOrAccount(name: string): Subject {
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? []
  return namespace === undefined || account === undefined
    ? { kind: 'User', apiGroup: RBAC, name }
    : { kind: 'ServiceAccount', name: account, namespace }
}

function subjectIntents(binding: KubernetesObject, named: readonly Subject[]): Intent[] {
  const subjects = binding.at('subjects')
  const same =
    named.length === subjects.items().length && named.every((one) => subjects.items().some((subject) => isSame(subject, one, binding)))
  if (named.length > 0 && !same) return [set(subjects, named)]
  return subjects.items().flatMap((subject) => {
    const kind = KINDS[subject.at('kind').text ?? ''] ?? ''
    const account = kind === 'ServiceAccount'
    const kept = account ? ['kind', 'name', 'namespace'] : ['kind', 'name', 'apiGroup']
    const place =
      account && !subject.at('namespace').exists && binding.namespace !== undefined ? [set(subject.at('namespace'), binding.namespace)] : []
    return [
      ...changed(subject.at('kind'), kind),
      ...(account ? place : changed(subject.at('apiGroup'), RBAC)),
      ...subject
        .entries()
        .filter((entry) => !kept.includes(String(entry.key)))
        .map(remove),
    ]
  })
}

function isSame(subject: Field, named: Subject, binding: KubernetesObject): boolean {
  const sameNamespace = named.namespace === undefined || named.namespace === (subject.at('namespace').text ?? binding.namespace)
  return KINDS[subject.at('kind').text ?? ''] === named.kind && subject.at('name').is(named.name) && sameNamespace
}

function ledger(binding: KubernetesObject, named: boolean): LedgerEntry[] {
  const entries: readonly (readonly [string, LedgerEntry['outcome'], string])[] = [
    ['roleRef', 'mapped', 'the same role, with apiGroup and kind'],
    [
      'subjects',
      named ? 'dropped' : 'mapped',
      named
        ? 'OpenShift ignores them where userNames or groupNames stand'
        : 'the same subjects; a user or group counts on AKS by its name in Microsoft Entra ID',
    ],
    ['userNames', 'mapped', 'in subjects'],
    ['groupNames', 'mapped', 'in subjects'],
  ]
  return entries.filter(([field]) => binding.at(field).exists).map(([field, outcome, reason]) => ({ path: `/${field}`, outcome, reason }))
}
