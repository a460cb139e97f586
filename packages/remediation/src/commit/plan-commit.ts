import type { AgentState, RepairAttempt } from '@aks-copilot/contracts'
import type { CommitPlan, GitFile } from '../ports.ts'
import { attemptTitle } from '../texts/what-was-tried.ts'
import { spliced } from './spliced.ts'
import { digestOf } from './digest.ts'
import { signedMessage } from './trailers.ts'

/** The texts of an attempt's files after it; undefined where the files are not what they were when it was thought out. */
export function filesAfter(attempt: RepairAttempt, files: readonly GitFile[]): GitFile[] | undefined {
  const after: GitFile[] = []
  for (const { file, before, after: wanted, edits } of attempt.files) {
    const found = files.find(({ path }) => path === file)
    if (found === undefined || digestOf(found.text) !== before) return undefined
    const text = spliced(found.text, edits)
    if (digestOf(text) !== wanted) return undefined
    after.push({ path: file, text })
  }
  return after
}

/** The commit of an attempt: the same for the same attempt, so that making it twice makes one. */
export function planCommit(state: AgentState, attempt: RepairAttempt, files: readonly GitFile[], key: string | undefined): CommitPlan {
  return planOf(state, attempt, { parent: attempt.base, files, message: attempt.message, at: attempt.startedAt }, key)
}

/** The commit that gives an attempt's files their texts before it, upon what is there now. `why` is quoted already. */
export function planRevert(
  state: AgentState,
  attempt: RepairAttempt,
  { why, ...place }: Pick<CommitPlan, 'files' | 'at'> & { readonly parent: string; readonly why: string },
  key: string | undefined,
): CommitPlan {
  return planOf(state, attempt, { ...place, message: `${revertOpening(attempt)}${why}` }, key)
}

/** Why the commit says that it takes an attempt back; undefined where it is not worded as ours. */
export function revertReason(attempt: RepairAttempt, message: string): string | undefined {
  const opening = revertOpening(attempt)
  const end = message.trimEnd().lastIndexOf('\n\n')
  return message.startsWith(opening) && end >= opening.length ? message.slice(opening.length, end) : undefined
}

function revertOpening(attempt: RepairAttempt): string {
  return `${revertTitle(attempt)}\n\nIt did not help: `
}

export function revertTitle(attempt: RepairAttempt): string {
  return `Revert "${attemptTitle(attempt)}"`
}

function planOf(
  { runId }: AgentState,
  { number }: RepairAttempt,
  { parent, files, message, at }: Pick<CommitPlan, 'files' | 'message' | 'at'> & { readonly parent: string },
  key: string | undefined,
): CommitPlan {
  const facts = { runId, attempt: number, base: parent, files: files.map(({ path, text }) => ({ path, digest: digestOf(text) })) }
  return { parent, content: 'changes', files, message: signedMessage(message, facts, key), at }
}
