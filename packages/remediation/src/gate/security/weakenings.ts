import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { mayEndanger, mayProtect } from './may-protect.ts'
import { networkTraits, widened } from './network-traits.ts'
import { podTraits } from './pod-traits.ts'
import { TraitList, type Traits } from './traits.ts'

/** Kinds that say who may do what: no repair is worth a change of these. */
const OF_RIGHTS = new Set([
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ServiceAccount',
  'Secret',
  'Namespace',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
])

/** What of the safety of an object a change takes away, one clause each; nothing where it takes away nothing. */
export function weakenings(before: KubernetesObject, after: KubernetesObject): string[] {
  if (OF_RIGHTS.has(before.kind)) return [`a ${before.kind} says who may do what, and is for a person to change`]
  if (before.kind !== after.kind || before.apiVersion !== after.apiVersion) return ['it would become another kind of object']
  const [old, now] = [traitsOf(before), traitsOf(after)]
  return [
    ...[...now.risks].flatMap(([id, text]) => (old.risks.has(id) ? [] : [text])),
    ...[...old.guards].flatMap(([id, text]) => (now.guards.has(id) ? [] : [text])),
    ...(before.kind === 'NetworkPolicy' ? widened(before, after) : []),
  ]
}

function traitsOf(object: KubernetesObject): Traits {
  const traits = new TraitList()
  podTraits(object, traits)
  networkTraits(object, traits)
  for (const [key, value] of object.kind === 'ConfigMap' ? Object.entries(object.at('data').strings()) : []) {
    traits.guard(mayProtect(key), `\`${key}\` changes, which may protect something`, `${key}=${value}`)
    traits.risk(mayEndanger(key), `it sets \`${key}\``, `${key}=${value}`)
  }
  return traits
}
