import { describeObject } from '@aks-copilot/kubernetes'
import type { RepairGate } from '@aks-copilot/contracts'
import { changedObjects } from './changed-objects.ts'
import { type AttemptToJudge, gateOf } from './gate.ts'
import { weakenings } from './security/weakenings.ts'

const GATE = 'no-weaker-security'

/** Nothing that protects the application, its neighbours or the cluster is taken away, neither in Git nor in the live object. */
export function noWeakerSecurity(attempt: AttemptToJudge): RepairGate[] {
  const changed = changedObjects(attempt)
  if (typeof changed === 'string') return [gateOf(GATE, [changed], '')]
  const wrong = changed.flatMap(({ before, after }) =>
    weakenings(before, after).map((text) => `${describeObject(nameOf(before))}: ${text}`),
  )
  return [gateOf(GATE, [...new Set(wrong)], 'nothing that protects it is taken away')]
}

/** Git may leave the namespace open; it is the same object. */
function nameOf({ kind, name }: { readonly kind: string; readonly name: string }): { readonly kind: string; readonly name: string } {
  return { kind, name }
}
