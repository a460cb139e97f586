import type { AgentState, RepairAttempt } from '@aks-copilot/contracts'
import type { CommitPlan, GitFile } from '../ports.ts'
import { signedMessage } from './trailers.ts'
import { digestOf } from './digest.ts'

/** The texts of an attempt's files after it; undefined where the files are not what they were when it was thought out. */
export function filesAfter(attempt: RepairAttempt, files: readonly GitFile[]): GitFile[] | undefined {
  const after: GitFile[] = []
  for (const { file, before, after: wanted, edits } of attempt.files) {
    const found = files.find(({ path }) => path === file)
    if (found === undefined || digestOf(found.text) !== before) return undefined
    const text = edits.toSorted((left, right) => right.at - left.at).reduce(spliced, found.text)
    if (digestOf(text) !== wanted) return undefined
    after.push({ path: file, text })
  }
  return after
}

function spliced(text: string, edit: { readonly at: number; readonly length: number; readonly text: string }): string {
  return text.slice(0, edit.at) + edit.text + text.slice(edit.at + edit.length)
}

/** The commit of an attempt: the same for the same attempt, so that making it twice makes one. */
export function planCommit(state: AgentState, attempt: RepairAttempt, files: readonly GitFile[], key: string | undefined): CommitPlan {
  const trailers = { runId: state.runId, attempt: attempt.number, base: attempt.base, digests: attempt.files.map(({ after }) => after) }
  return {
    parent: attempt.base,
    content: 'changes',
    files,
    message: signedMessage(attempt.message, trailers, key),
    at: attempt.startedAt,
  }
}
