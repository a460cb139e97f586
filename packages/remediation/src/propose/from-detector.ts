import type { Candidate, Proposer } from './proposer.ts'

/** Repairs that a detector proposes, and that were judged on the recorded state already. */
export const fromDetector: Proposer = {
  name: 'detector',
  propose({ fingerprint, nextSteps }): readonly Candidate[] {
    return nextSteps.flatMap(({ object, patch, text }) =>
      object === undefined || patch === undefined
        ? []
        : [{ incident: fingerprint, source: 'detector', why: text, changes: [{ object, operations: patch }] }],
    )
  },
}
