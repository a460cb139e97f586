export type SyncDone = 'pulled' | 'pushed' | 'deleted-here' | 'deleted-there' | 'conflict' | 'waits' | 'held'

export interface SyncOutcome {
  readonly name: string
  readonly done: SyncDone
  /** Where there is more to say, one clause. */
  readonly detail?: string | undefined
}
