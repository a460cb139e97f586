import type { RepairGate } from '@aks-copilot/contracts'
import { changedObjects } from './changed-objects.ts'
import { nameInNamespace } from '../texts/name-in-namespace.ts'
import { type AttemptToJudge, gateOf } from './gate.ts'
import { weakenings } from './security/weakenings.ts'

const GATE = 'no-weaker-security'

/** Nothing that protects the application, its neighbours or the cluster is taken away, neither in Git nor in the live object. */
export function noWeakerSecurity(attempt: AttemptToJudge): RepairGate[] {
  const changed = changedObjects(attempt)
  if (typeof changed === 'string') return [gateOf(GATE, [changed], '')]
  const wrong = changed.flatMap(({ before, after }) => weakenings(before, after).map((text) => `${nameInNamespace(before)}: ${text}`))
  return [gateOf(GATE, [...new Set(wrong)], 'nothing that protects it is taken away')]
}
