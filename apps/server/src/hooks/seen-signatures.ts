import { CopilotError } from '@aks-copilot/contracts'
import { refusal } from '../http/problem.ts'
import { type Notification, WINDOW } from './read-notification.ts'

const MOST = 5000

/**
 * Signatures of notifications that were accepted, until their time is out of the window: each counts once. Only who has the secret can fill
 * it; when it is full, nothing is accepted until something is forgotten. It dies with the process, and need not live longer: a notification
 * only says that an application should be looked at, and one that is looked at twice is the same after it.
 */
export class SeenSignatures {
  /** Until when each is remembered, in seconds since the epoch. */
  readonly #until = new Map<string, number>()

  /** Throws HOOK_REPLAYED, and TOO_MANY_REQUESTS where too many are remembered. */
  requireNew({ signature }: Notification, now: number): void {
    this.#forget(Math.floor(now / 1000))
    if (this.#until.has(signature)) throw refusal('HOOK_REPLAYED', 'This notification was received before.', 'Sign each notification anew.')
    if (this.#until.size < MOST) return
    throw new CopilotError({
      code: 'TOO_MANY_REQUESTS',
      category: 'transient',
      message: `More than ${MOST} notifications came within ${2 * WINDOW} seconds.`,
      remedy: 'Send it again later.',
    })
  }

  remember({ signature, at }: Notification): void {
    this.#until.set(signature, at + WINDOW)
  }

  #forget(now: number): void {
    for (const [signature, until] of this.#until) if (until < now) this.#until.delete(signature)
  }
}
