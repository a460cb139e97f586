import { type AuditTrail, type Clock, type Notifier, page } from '@aks-copilot/remediation'

/** What is told, and through what. */
export interface BeforeRun {
  readonly application: string
  readonly instance: string | undefined
  /** Opens the way to people; undefined where there is none. */
  readonly open: () => Promise<Notifier | undefined>
  readonly audit: AuditTrail
  readonly clock: Clock
  readonly signal: AbortSignal
}

/**
 * Tells people of a fault before the loop could begin, as the loop does of its own: a login that is missing, a repository that is not to be
 * trusted. That nobody can be told is no fault beside the one that stopped it.
 */
export async function pageBeforeRun(fault: unknown, { application, instance, open, audit, clock, signal }: BeforeRun): Promise<void> {
  if (signal.aborted) return
  const notifier = await open().catch(() => undefined)
  if (notifier === undefined) return
  await page(fault, { runId: undefined, application, instance }, { notifier: audited(notifier, audit, clock), clock }, signal)
}

/** As in the trail of a run: before it is sent, and once it was. */
function audited(notifier: Notifier, audit: AuditTrail, clock: Clock): Notifier {
  return {
    ...notifier,
    post: async (notice, signal) => {
      const { key, severity, runId } = notice
      const record = (what: string, more: object): void =>
        audit.record({ at: new Date(clock.now()).toISOString(), runId, what, detail: { key, severity, ...more } })
      record('message: asked', {})
      const id = await notifier.post(notice, signal)
      record('message', { id })
      return id
    },
  }
}
