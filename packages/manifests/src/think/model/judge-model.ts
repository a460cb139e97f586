/** A question to a language model: the beginning is the same for all, so that a server keeps what it read of it. */
export interface JudgeRequest {
  readonly system: string
  readonly user: string
  /** JSON Schema of the operations that are wanted, with the places and values that are possible. */
  readonly schema: object
  /** The same without any place or value, for an endpoint that shall not see names. */
  readonly openSchema: object
}

/** Whatever a model wrote, or why there is nothing. */
export type JudgeReply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string }

/** A language model, as the Thinker sees it. Faults of its endpoint are thrown as CopilotError. */
export interface JudgeModel {
  readonly name: string
  propose(request: JudgeRequest, signal?: AbortSignal): Promise<JudgeReply>
}
