import type { LedgerEntry } from '@aks-copilot/contracts'
import type { Field, KubernetesObject } from '@aks-copilot/kubernetes'
import type { Intent } from '../../inspect/rule.ts'
import { set } from '../../inspect/rule.ts'

/** What it takes to write an object in a newer version of its API. Both empty: only the apiVersion changes. */
export interface Steps {
  readonly intents: readonly Intent[]
  readonly ledger: readonly LedgerEntry[]
}

/** Why only a person can write the object in the newer version. */
export interface Undecided {
  readonly undecided: string
}

/** How objects of one kind come from an old version of their API to one that stays. */
export interface Migration {
  /** The apiVersion to arrive at. */
  readonly to: string
  readonly migrate: (object: KubernetesObject) => Steps | Undecided
}

/** Migrations of one kind, by the old apiVersion and the kind: `batch/v1beta1 CronJob`. */
export type Migrations = Readonly<Record<string, Migration>>

export const NO_STEPS: Steps = { intents: [], ledger: [] }

/** The same fields with the same meaning: only the apiVersion changes. */
export function unchanged(): Steps {
  return NO_STEPS
}

export function undecided(reason: string): Undecided {
  return { undecided: reason }
}

export function isUndecided(result: Steps | Undecided): result is Undecided {
  return 'undecided' in result
}

/** Several parts of one migration as one. */
export function together(...parts: readonly Steps[]): Steps {
  return { intents: parts.flatMap((part) => part.intents), ledger: parts.flatMap((part) => part.ledger) }
}

/** One field of the old version whose content stands elsewhere in the new one. */
export function mapped(at: Field, reason: string, ...intents: readonly Intent[]): Steps {
  return { intents, ledger: at.exists || intents.length > 0 ? [{ path: at.pointer, outcome: 'mapped', reason }] : [] }
}

/** A field of the old version that the new one does without. */
export function dropped(at: Field, reason: string, ...intents: readonly Intent[]): Steps {
  return { intents, ledger: [{ path: at.pointer, outcome: 'dropped', reason }] }
}

/** Writes the old version's default where the field is open and the new version's default differs. */
export function keepDefault(at: Field, value: unknown, reason: string): Steps {
  return at.exists ? NO_STEPS : mapped(at, reason, set(at, value))
}

/** Says that the new version's default differs, where it is meant to be taken. */
export function takeDefault(at: Field, reason: string): Steps {
  return at.exists ? NO_STEPS : { intents: [], ledger: [{ path: at.pointer, outcome: 'mapped', reason }] }
}
