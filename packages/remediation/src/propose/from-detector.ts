import type { AgentState, PatchOperation } from '@aks-copilot/contracts'
import type { Candidate, Proposer } from './proposer.ts'
import { NOT_KEPT } from './take-back.ts'

/** Repairs that a detector proposes, and that were judged on the recorded state already. */
export const fromDetector: Proposer = {
  name: 'detector',
  propose({ fingerprint, nextSteps }): readonly Candidate[] {
    return nextSteps.flatMap(({ object, patch, text }) =>
      object === undefined || patch === undefined
        ? []
        : [{ incident: fingerprint, source: 'detector', why: text, changes: [{ object, operations: patch.filter(isComparable) }] }],
    )
  },
}

/** What a person approved, as a candidate of its incident: a detector proposed it, and it passes every gate as any other. */
export function approvedCandidate({ incident, object, operations, why }: NonNullable<AgentState['approved']>): Candidate {
  return { incident, source: 'detector', why, changes: [{ object, operations: operations.filter(isComparable) }] }
}

/** A test of a value that is not kept would fail on the server, whatever stands there. */
function isComparable(operation: PatchOperation): boolean {
  return operation.op !== 'test' || !JSON.stringify(operation.value).includes(NOT_KEPT)
}
