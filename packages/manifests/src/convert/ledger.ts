import type { LedgerEntry } from '@aks-copilot/contracts'
import { type Field, isMap } from '@aks-copilot/kubernetes'

/** Keeps the account of a conversion: what became of each field of its source. Fields that are absent get no entry. */
export class Ledger {
  readonly entries: LedgerEntry[] = []

  mapped(at: Field, reason: string): void {
    this.#note(at, { path: at.pointer, outcome: 'mapped', reason })
  }

  /** The field says nothing that the target needs. */
  dropped(at: Field, reason: string): void {
    this.#note(at, { path: at.pointer, outcome: 'dropped', reason })
  }

  /** What the field says is not said any more. */
  lost(at: Field, reason: string): void {
    this.#note(at, { path: at.pointer, outcome: 'lost', reason })
  }

  /** A lost protection: refuses the conversion. */
  lostSecurity(at: Field, reason: string): void {
    this.#note(at, { path: at.pointer, outcome: 'lost', reason, security: true })
  }

  /** Every field at or under this one that has no entry yet is lost: so no field goes unsaid. */
  rest(at: Field, reason: string, security = false): void {
    this.#each(at, (field) => (security ? this.lostSecurity(field, reason) : this.lost(field, reason)))
  }

  /** Every field at or under this one that has no entry yet is there as before. */
  kept(at: Field): void {
    this.#each(at, (field) => this.mapped(field, 'kept'))
  }

  #each(at: Field, note: (field: Field) => void): void {
    if (!at.exists || this.#has(at.pointer)) return
    const below = this.entries.some((entry) => entry.path.startsWith(`${at.pointer}/`))
    if (!below) return note(at)
    for (const child of isMap(at.value) ? at.entries() : at.items()) this.#each(child, note)
  }

  #has(pointer: string): boolean {
    return this.entries.some((entry) => entry.path === pointer)
  }

  #note(at: Field, entry: LedgerEntry): void {
    if (at.exists && !this.#has(entry.path)) this.entries.push(entry)
  }
}

/** What must be decided before a conversion that would lose a protection; undefined where none is lost. */
export function protectionToDecide(ledger: readonly LedgerEntry[]): string | undefined {
  const lost = ledger.filter((entry) => entry.outcome === 'lost' && entry.security === true)
  return lost.length === 0 ? undefined : `Decide this first: ${[...new Set(lost.map(({ reason }) => reason))].join('; ')}.`
}

/** Whether a conversion with this account would be refused. */
export function losesProtection(ledger: readonly LedgerEntry[]): boolean {
  return ledger.some((entry) => entry.outcome === 'lost' && entry.security === true)
}
