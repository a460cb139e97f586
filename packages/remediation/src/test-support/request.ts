import type { RepairRequest } from '../state/begin-run.ts'

/** Who asks for the run of each story. */
export const REQUEST: RepairRequest = {
  runId: 'run-7f3a01',
  application: 'shop',
  holder: 'runner-1',
  trigger: { kind: 'command', at: '2026-11-22T10:00:00Z', detail: 'aks-copilot debug shop' },
}
