import type { LedgerEntry } from '@aks-copilot/contracts'
import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { conversion, drop, type Proposal } from './rule.ts'

/** Takes an object out of the manifests because nothing on AKS can use it; `note` stays in its place and is the ledger's reason. */
export function dropObject(object: KubernetesObject, description: string, note: string, lost: readonly LedgerEntry[] = []): Proposal {
  return conversion(description, [drop(object, note)], [{ path: '', outcome: 'dropped', reason: note }, ...lost])
}
