import { CopilotError } from '@aks-copilot/contracts'
import type { Clock, Notifier } from '../ports.ts'
import { titleOf, withInstance } from '../state/called.ts'
import { quoted } from '../texts/quote.ts'

/** Which run stopped; its id is undefined where it stopped before any was stored. */
export interface StoppedRun {
  readonly runId: string | undefined
  readonly application: string
  readonly instance?: string | undefined
}

/**
 * Tells people that a run stopped where only they can go on: once for each stored run and fault, however often it is begun again; where
 * none is stored, once a day, since the same fault may come back in a year. What goes away by itself, and what somebody else goes on with,
 * is nothing to page for. That nobody can be told is no fault beside the one that stopped it.
 */
export async function page(
  error: unknown,
  { runId, application, instance }: StoppedRun,
  { notifier, clock }: { readonly notifier?: Notifier | undefined; readonly clock: Clock },
  signal: AbortSignal,
): Promise<void> {
  if (!(error instanceof CopilotError) || error.category === 'transient' || error.code === 'REPAIR_TAKEN_OVER') return
  const { code, category, message, remedy } = error
  const severity = category === 'critical' ? ('critical' as const) : ('warning' as const)
  const notice = {
    key: runId === undefined ? `stopped-${code}-${new Date(clock.now()).toISOString().slice(0, 10)}` : `stopped-${code}`,
    runId: runId ?? withInstance(application, instance),
    severity,
    title: `${quoted(titleOf({ name: application, instance }))}: the repair stopped`,
    text: quoted(`${message} ${remedy}`),
    links: [],
  }
  try {
    await notifier?.post(notice, signal)
  } catch (fault) {
    if (!(fault instanceof CopilotError)) throw fault
  }
}
