import type { LedgerEntry } from '@aks-copilot/contracts'
import { describe, expect, it } from 'vitest'
import { entriesToTell } from './ledger-entries.ts'

const entry = (path: string, outcome: LedgerEntry['outcome'] = 'dropped', reason = 'gone'): LedgerEntry => ({ path, outcome, reason })
const paths = (ledger: readonly LedgerEntry[], verbose = false): string[] => entriesToTell(ledger, verbose).map(({ path }) => path)

describe('entriesToTell', () => {
  it('leaves out what is mapped, the kind itself, and a field whose parts say the same', () => {
    expect(paths([entry('/apiVersion'), entry('/kind'), entry('/spec'), entry('/spec/a'), entry('/spec/b', 'mapped')])).toEqual(['/spec/a'])
    expect(paths([entry(''), entry('/apiVersion'), entry('/kind')])).toEqual([''])
  })

  it('keeps a field whose parts have another reason or outcome, and one that only begins alike', () => {
    const ledger = [entry('/spec/a'), entry('/spec/a/x', 'dropped', 'other'), entry('/spec/a/y', 'lost'), entry('/spec/ab')]
    expect(paths(ledger)).toEqual(ledger.map(({ path }) => path))
  })

  it('tells everything when it is asked to', () => {
    expect(paths([entry('/kind', 'mapped'), entry('/spec'), entry('/spec/a')], true)).toEqual(['/kind', '/spec', '/spec/a'])
  })
})
