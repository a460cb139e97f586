/** One thing that a user can set, by flag, environment, file or default; in that order. */
export interface Setting {
  /** Section and key of aks-copilot.yaml. */
  readonly key: string
  /** The flag's name as commander has it. */
  readonly flag: string
  readonly type: 'text' | 'list'
  readonly choices?: readonly string[]
  readonly default: unknown
  readonly description: string
}
