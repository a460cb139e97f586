import type { AgentState } from '@aks-copilot/contracts'

const AT = '2026-11-22T10:00:00.000Z'

/** The state of a run that waits for people, or another one with these changes. */
export function stateOf(application: string, changes: Partial<AgentState> = {}): AgentState {
  return {
    schemaVersion: 1,
    runId: `stored-${application}`,
    summary: 'Waiting.',
    phase: 'waiting',
    mode: 'propose',
    application: { namespace: 'argocd', name: application },
    source: { repository: 'https://git.example/shop', branch: 'main', path: 'app' },
    trigger: { kind: 'webhook', at: AT, detail: 'a signed notification' },
    startedAt: AT,
    updatedAt: new Date().toISOString(),
    deadline: AT,
    lease: { holder: 'here', until: AT },
    incidents: [],
    refusals: [],
    attempts: [],
    messages: {},
    log: [],
    ...changes,
  }
}

/** An attempt that did not help, and is to be taken back on the branch. */
export const FAILED_ATTEMPT: AgentState['attempts'][number] = {
  number: 1,
  startedAt: AT,
  incidents: [],
  changes: [],
  files: [],
  gates: [],
  base: 'a'.repeat(40),
  message: 'fix',
  outcome: 'not-healthy',
}

/** The same where people merged its pull request: another one takes it back. */
export const MERGED_ATTEMPT = { ...FAILED_ATTEMPT, branch: 'aks-copilot/shop-1', merged: 'b'.repeat(40) }
