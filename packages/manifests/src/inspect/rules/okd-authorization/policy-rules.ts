import type { LedgerEntry } from '@aks-copilot/contracts'
import type { Field, KubernetesObject } from '@aks-copilot/kubernetes'
import { type Intent, remove } from '../../rule.ts'

export type Converted =
  | { readonly ok: true; readonly intents: readonly Intent[]; readonly ledger: readonly LedgerEntry[] }
  | { readonly ok: false; readonly reason: string }

/** Rules are the same in both APIs, but for restrictions on attributes and rules that leave the API group open. */
export function ruleChanges(role: KubernetesObject): Converted {
  const rules = role.at('rules').items()
  const open = rules.find((one) => one.at('resources').items().length > 0 && one.at('apiGroups').items().length === 0)
  if (open !== undefined)
    return {
      ok: false,
      reason: `Decide which API groups the rule at ${open.pointer} is about: OpenShift looks in its own and in those of Kubernetes when it names none.`,
    }
  const both = rules.find((one) => one.at('resources').items().length > 0 && one.at('nonResourceURLs').items().length > 0)
  if (both !== undefined) return { ok: false, reason: `Split the rule at ${both.pointer} into one for resources and one for URLs.` }
  const ignored = rules.filter((one) => one.at('attributeRestrictions').exists)
  if (ignored.length > 0 && ignored.length === rules.length)
    return {
      ok: false,
      reason: 'Every rule has attributeRestrictions, so OpenShift follows none of them: decide whether the role is needed.',
    }
  const empty = rules
    .filter((one) => !ignored.includes(one))
    .map((one) => one.at('attributeRestrictions'))
    .filter((field) => field.value !== undefined)
  return { ok: true, intents: [...ignored, ...empty].map(remove), ledger: rules.map((one) => fateOf(one, ignored.includes(one))) }
}

function fateOf(one: Field, ignored: boolean): LedgerEntry {
  return ignored
    ? { path: one.pointer, outcome: 'dropped', reason: 'OpenShift ignores a rule with attributeRestrictions' }
    : { path: one.pointer, outcome: 'mapped', reason: 'the rule is the same in both APIs' }
}
