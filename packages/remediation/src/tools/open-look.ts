import type { ClusterState } from '@aks-copilot/cluster'
import type { AgentState } from '@aks-copilot/contracts'
import { nowText, type RunInView } from '../loop/run.ts'
import type { ApplicationStatus } from '../ports.ts'
import { LiveLook } from './live-look.ts'

/** Live tools for one application, within the namespaces that the policy names; undefined where none may be used. */
export function openLook(run: RunInView, { destination }: ApplicationStatus, state: ClusterState): LiveLook | undefined {
  const { ports, policy, signal } = run
  if (ports.live === undefined) return undefined
  const [first = destination.namespace, ...others] = policy.namespaces
  return new LiveLook({ tools: ports.live.tools([first, ...others]), azure: ports.live.azure, state, note: noteOf(run), signal })
}

/** Writes into the audit trail in the name of the run. */
export function noteOf(run: RunInView): (what: string, detail: Readonly<Record<string, unknown>>) => void {
  return (what, detail) => run.ports.audit.record({ at: nowText(run), runId: run.state.runId, what, detail })
}

/** What came back, as an event carries it. */
export function evidenceOf(live: LiveLook | undefined): { readonly evidence?: AgentState['evidence'] } {
  return live === undefined || live.evidence.length === 0 ? {} : { evidence: [...live.evidence] }
}
