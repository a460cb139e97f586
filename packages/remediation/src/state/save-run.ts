import { type AgentState, CopilotError } from '@aks-copilot/contracts'
import type { RepairPorts } from '../loop/run.ts'
import type { StoredState } from '../ports.ts'

interface SaveOptions {
  readonly signal: AbortSignal
  readonly onState?: ((state: AgentState) => void) | undefined
}

/** Stores a state in place of a version, and says so. Throws REPAIR_TAKEN_OVER where it is not the newest any more. */
export async function saveRun(
  state: AgentState,
  version: string | undefined,
  ports: RepairPorts,
  { signal, onState }: SaveOptions,
): Promise<StoredState> {
  const saved = await ports.store.save(state, version, signal)
  if (saved === 'conflict') throw takenOver(state)
  ports.audit.record({
    at: state.updatedAt,
    runId: state.runId,
    what: 'state',
    detail: { phase: state.phase, summary: state.summary, version: saved.version },
  })
  onState?.(saved.state)
  return saved
}

/** Throws REPAIR_TAKEN_OVER where a version is not the newest any more. A store that keeps nothing knows no other. */
export async function requireNewest(
  { application, state, version }: { readonly application: string; readonly state: AgentState; readonly version: string },
  { store }: RepairPorts,
  signal: AbortSignal,
): Promise<void> {
  const newest = await store.load(application, signal)
  if (newest !== undefined && newest.version !== version) throw takenOver(state)
}

function takenOver({ application }: AgentState): CopilotError {
  return new CopilotError({
    code: 'REPAIR_TAKEN_OVER',
    category: 'critical',
    message: `Somebody else goes on with the run of ${application.name}.`,
    remedy: 'Nothing is to be done here: look at the state on its branch.',
  })
}
