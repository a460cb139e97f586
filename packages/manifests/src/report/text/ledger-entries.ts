import type { LedgerEntry } from '@aks-copilot/contracts'

/** What a conversion dropped or lost, each thing once: not the kind itself, nor a field whose parts are listed with the same reason. Verbose: every field. */
export function entriesToTell(ledger: readonly LedgerEntry[], verbose: boolean): readonly LedgerEntry[] {
  if (verbose) return ledger
  const told = ledger.filter(({ path, outcome }) => outcome !== 'mapped' && path !== '/apiVersion' && path !== '/kind')
  return told.filter((entry) => !told.some((part) => isPart(part, entry)))
}

function isPart(part: LedgerEntry, { path, outcome, reason }: LedgerEntry): boolean {
  return part.path.startsWith(`${path}/`) && part.outcome === outcome && part.reason === reason
}
