import type { AgentState, RepairAttempt } from '@aks-copilot/contracts'

/** What a step found or did, with what live tools said meanwhile. Transitions make the next state of it. */
export type RepairEvent = StepEvent & { readonly evidence?: AgentState['evidence'] }

type StepEvent =
  | {
      readonly type: 'broken'
      readonly revision: string | undefined
      readonly healthyRevision: string | undefined
      readonly incidents: AgentState['incidents']
    }
  | { readonly type: 'healthy'; readonly text: string }
  /** The loop cannot see enough to go on; `revision`: what it saw so little of, where it looked. */
  | { readonly type: 'unclear'; readonly why: string; readonly revision?: string | undefined }
  /** `incidents`: what was broken when the attempt was thought out. */
  | {
      readonly type: 'proposed'
      readonly attempt: RepairAttempt
      readonly refusals: readonly string[]
      readonly incidents?: AgentState['incidents'] | undefined
    }
  /** `leads`: what people could look at. */
  | { readonly type: 'nothing-to-propose'; readonly refusals: readonly string[]; readonly leads?: AgentState['leads'] }
  | { readonly type: 'committed'; readonly commit: string }
  /** Somebody pushed meanwhile: the attempt is thought through again, on what is there now. */
  | { readonly type: 'base-moved' }
  | { readonly type: 'published'; readonly pullRequest: { readonly number: number; readonly url: string } }
  /** `missed`: why somebody could not be told. */
  | { readonly type: 'announced'; readonly messages: Readonly<Record<string, string>>; readonly missed?: string | undefined }
  | { readonly type: 'not-healthy'; readonly reason: string; readonly merged?: string | undefined }
  /** A person closed the pull request: that is an answer. */
  | { readonly type: 'closed'; readonly reason: string }
  /** The attempt no longer fits what is deployed. */
  | { readonly type: 'superseded'; readonly reason: string }
  | { readonly type: 'undone'; readonly commit: string | undefined; readonly text: string }
  | { readonly type: 'handed-over'; readonly text: string; readonly issue?: { readonly number: number; readonly url: string } | undefined }
  | { readonly type: 'concluded'; readonly messages: Readonly<Record<string, string>>; readonly missed?: string | undefined }
  /** Still the same; `text` renews the lease and the summary. */
  | { readonly type: 'still'; readonly text: string }
