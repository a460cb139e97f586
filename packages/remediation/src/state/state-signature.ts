import { CopilotError } from '@aks-copilot/contracts'
import { digestOf } from '../commit/digest.ts'
import { isSignature, signatureOfParts, trailersOf } from '../commit/trailers.ts'
import type { CommitInfo } from '../ports.ts'

const TRAILER = 'Aks-Copilot-State-Signature'

interface SignedState {
  readonly application: string
  /** The file as it is written. */
  readonly text: string
  /** The version before it: an older state cannot be put on top of a newer one. */
  readonly parent: string | undefined
}

/** The message of a state's commit, whose last paragraph is trailers, with the signature (HMAC-SHA-256) as one more. */
export function signedState(message: string, state: SignedState, key: string): string {
  return `${message.trimEnd()}\n${TRAILER}: ${signatureOf(state, key)}\n`
}

interface StateToVouch {
  readonly application: string
  readonly text: string
  /** The commit that holds it. */
  readonly commit: CommitInfo | undefined
  readonly branch: string
}

/** Throws REPAIR_STATE_UNSIGNED or REPAIR_STATE_FORGED where the key does not vouch for a state. */
export function vouch({ application, text, commit, branch }: StateToVouch, key: string): void {
  const given = commit === undefined ? undefined : trailersOf(commit.message)?.get(TRAILER.toLowerCase())
  if (given === undefined) throw unsigned(branch)
  const [parent, ...others] = commit?.parents ?? []
  if (others.length > 0 || !isSignature(given, signatureOf({ application, text, parent }, key))) throw forged(branch)
}

function signatureOf({ application, text, parent }: SignedState, key: string): string {
  return signatureOfParts(['aks-copilot/state/1', application, parent ?? null, digestOf(text)], key)
}

function unsigned(branch: string): CopilotError {
  return new CopilotError({
    code: 'REPAIR_STATE_UNSIGNED',
    category: 'critical',
    message: `The state on the branch ${branch} is not signed, and there is a key. Nothing was done.`,
    remedy: `If it is from before the key was set, or from an aks-copilot without it, delete the branch ${branch} to begin anew; else look at who pushed its last commit.`,
  })
}

function forged(branch: string): CopilotError {
  return new CopilotError({
    code: 'REPAIR_STATE_FORGED',
    category: 'critical',
    message: `The state on the branch ${branch} is not what a holder of this key wrote there. Nothing was done.`,
    remedy: `Look at who pushed to ${branch}, and whether the key was changed; close what is open of the run, then delete the branch to begin anew.`,
  })
}
