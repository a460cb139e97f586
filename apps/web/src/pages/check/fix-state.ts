import type { Violation } from '@aks-copilot/contracts'
import { violationKey, type FixChoice } from './check-session.ts'

/** Whether a fix of a violation is applied, and whether one can choose. */
export interface FixState {
  readonly on: boolean
  readonly switchable: boolean
  /** What stands where there is no switch, or beside it. */
  readonly word: string
}

/** `pending`: the report does not show the last choices yet, so that these count. */
export function fixState(violation: Violation, choices: readonly FixChoice[], pending: boolean): FixState {
  const { fix } = violation
  const key = violationKey(violation)
  const choice = choices.find((one) => violationKey(one) === key)?.apply
  const mended = isMended(fix)
  const on = pending ? (choice ?? mended) : mended
  // Fixes that are proposed have operations or objects to add; a conversion may have both in other objects only.
  const changes = fix.operations.length + (fix.adds?.length ?? 0) + (fix.related?.length ?? 0) > 0
  if (fix.status === 'refused') return { on: false, switchable: choice === true, word: 'refused' }
  if (mended && fix.certificate === undefined && choice === undefined) return { on, switchable: false, word: 'with another fix' }
  if (choice !== undefined || (changes && (mended || fix.kind === 'opt'))) return { on, switchable: true, word: on ? 'fix' : wordOff(fix) }
  return { on: false, switchable: false, word: fix.kind === 'judge' ? 'yours to decide' : 'no fix' }
}

/** An optional fix that nobody allowed is proposed, too, and changes nothing. */
function isMended({ status, kind, allowed }: Violation['fix']): boolean {
  return (status === 'proposed' || status === 'applied') && !(kind === 'opt' && allowed === false)
}

function wordOff({ kind }: Violation['fix']): string {
  return kind === 'opt' ? 'optional' : 'left out'
}
