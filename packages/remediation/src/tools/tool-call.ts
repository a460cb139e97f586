/** One run of a program that a model, or whoever steers it, asks for. */
export interface ToolCall {
  readonly tool: 'kubectl' | 'az'
  readonly args: readonly string[]
}

/** What the calls of one run may look at. It comes from the policy, never from a model, a repository or a cluster. */
export interface ToolScope {
  /** The namespaces of the application; the first is meant where a call names none. */
  readonly namespaces: readonly [string, ...string[]]
  /** Absent: az is not to be used. */
  readonly azure?:
    | {
        readonly subscription: string
        readonly resourceGroups: readonly string[]
        /** Names of registries whose repositories may be listed: an image can name any. */
        readonly registries: readonly string[]
      }
    | undefined
}

/** `args` are written anew from what was understood, so that the program cannot understand them in another way. */
export type ToolVerdict = { readonly ok: true; readonly args: readonly string[] } | { readonly ok: false; readonly why: string }

export function refused(why: string): ToolVerdict & { readonly ok: false } {
  return { ok: false, why }
}
