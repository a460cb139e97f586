import type { AgentState } from '@aks-copilot/contracts'
import { expect, it } from 'vitest'
import { isWaitingRun } from './is-waiting-run.ts'

const ATTEMPT = {
  number: 1,
  startedAt: '2026-11-22T10:00:00Z',
  incidents: [],
  changes: [],
  files: [],
  gates: [],
  base: 'a'.repeat(40),
  message: 'fix',
  outcome: 'not-healthy' as const,
}
const BRANCH = { branch: 'aks-copilot/shop-1' }
const MERGED = { merged: 'b'.repeat(40) }

it.each<[string, AgentState['phase'], Partial<AgentState['attempts'][number]>, boolean]>([
  ['a rollout or a merge', 'waiting', {}, true],
  ['the merge of what takes an attempt back', 'undoing', { ...BRANCH, ...MERGED }, true],
  ['nobody: a revert on the branch', 'undoing', MERGED, false],
  ['nobody: a pull request that is closed', 'undoing', BRANCH, false],
  ['nobody: an attempt that stays', 'undoing', { ...BRANCH, ...MERGED, outcome: 'superseded' }, false],
  ['nobody: a look', 'observing', { ...BRANCH, ...MERGED }, false],
])('waits for %s', (_, phase, attempt, waits) => {
  expect(isWaitingRun({ phase, attempts: [{ ...ATTEMPT, ...attempt }] })).toBe(waits)
})
