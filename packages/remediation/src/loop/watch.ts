/** How long the same verdict was seen, in milliseconds. */
class Settling {
  #verdict: string | undefined
  #since = 0

  see(verdict: string, now: number): number {
    if (verdict !== this.#verdict) [this.#verdict, this.#since] = [verdict, now]
    return now - this.#since
  }
}

/** What one phase saw of an application since it began in this process: renewing the lease must not make it forget. */
export class Watch {
  readonly settling = new Settling()
  /** From when patience is counted, in milliseconds since the epoch. */
  since: number
  /** From when it is counted how long people are waited for, in milliseconds since the epoch. */
  began: number
  /** Since when the deployed branch has what a pull request that is open would bring, in milliseconds since the epoch. */
  patchedSince: number | undefined
  /** Whether a sync was asked for that did not come by itself. */
  hasAsked = false
  /** By revision, when its sync was asked for, in milliseconds since the epoch. */
  readonly syncs = new Map<string, number>()
  /** When the deployer was asked last to look at Git, in milliseconds since the epoch. */
  refreshedAt = -Infinity
  /** Whether people were told what they are waited for. */
  hasTold = false

  constructor(now: number) {
    this.since = now
    this.began = now
  }
}
