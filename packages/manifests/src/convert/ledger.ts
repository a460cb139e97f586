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
    if (!at.exists || this.#has(at.pointer)) return
    const below = this.entries.some((entry) => entry.path.startsWith(`${at.pointer}/`))
    const children = isMap(at.value) ? at.entries() : at.items()
    if (below) for (const child of children) this.rest(child, reason, security)
    else if (security) this.lostSecurity(at, reason)
    else this.lost(at, reason)
  }

  #has(pointer: string): boolean {
    return this.entries.some((entry) => entry.path === pointer)
  }

  #note(at: Field, entry: LedgerEntry): void {
    if (at.exists && !this.#has(entry.path)) this.entries.push(entry)
  }
}

/** Whether a conversion with this account would be refused. */
export function losesProtection(ledger: readonly LedgerEntry[]): boolean {
  return ledger.some((entry) => entry.outcome === 'lost' && entry.security === true)
}
