import { CopilotError } from '@aks-copilot/contracts'
import type { Notifier } from '../ports.ts'
import { quoted } from '../texts/quote.ts'

/**
 * Tells people that a run stopped where only they can go on: once for each run and fault. What goes away by itself, and what somebody else
 * goes on with, is nothing to page for. That nobody can be told is no fault beside the one that stopped it.
 */
export async function page(
  error: unknown,
  { runId, application }: { readonly runId: string; readonly application: string },
  notifier: Notifier | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (!(error instanceof CopilotError) || error.category === 'transient' || error.code === 'REPAIR_TAKEN_OVER') return
  const { code, category, message, remedy } = error
  const severity = category === 'critical' ? ('critical' as const) : ('warning' as const)
  const notice = {
    key: `stopped-${code}`,
    runId,
    severity,
    title: `${quoted(application)}: the repair stopped`,
    text: quoted(`${message} ${remedy}`),
    links: [],
  }
  try {
    await notifier?.post(notice, signal)
  } catch (fault) {
    if (!(fault instanceof CopilotError)) throw fault
  }
}
