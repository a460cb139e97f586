import type { AgentState } from '@aks-copilot/contracts'
import { expect, it } from 'vitest'
import { isWaitingRun } from './is-waiting-run.ts'
import { FAILED_ATTEMPT, MERGED_ATTEMPT } from './test-support/run-states.ts'

const { branch, merged } = MERGED_ATTEMPT

it.each<[string, AgentState['phase'], Partial<AgentState['attempts'][number]>, boolean]>([
  ['a rollout or a merge', 'waiting', {}, true],
  ['the merge of what takes an attempt back', 'undoing', { branch, merged }, true],
  ['nobody: a revert on the branch', 'undoing', { merged }, false],
  ['nobody: a pull request that is closed', 'undoing', { branch }, false],
  ['nobody: an attempt that stays', 'undoing', { branch, merged, outcome: 'superseded' }, false],
  ['nobody: a look', 'observing', { branch, merged }, false],
])('waits for %s', (_, phase, attempt, waits) => {
  expect(isWaitingRun({ phase, attempts: [{ ...FAILED_ATTEMPT, ...attempt }] })).toBe(waits)
})
