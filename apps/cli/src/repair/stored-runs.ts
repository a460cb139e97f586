import { type AgentState, CopilotError } from '@aks-copilot/contracts'
import { isRunElsewhere, isRunOf, type RepairPolicy, type RepairPorts } from '@aks-copilot/remediation'
import { applicationName } from './application-name.ts'
import type { Repair } from './open-repair.ts'

/** What is asked of a repair. */
interface Places extends Pick<Repair, 'namespace'> {
  readonly deployer: Pick<Repair['deployer'], 'applications'>
  ports(repository: string): Promise<Pick<RepairPorts, 'store'>>
}

/**
 * The last run of each Application, where its repository can be read; runs of other clusters are passed over, and said. Throws at the end
 * where one of them did not answer.
 */
export async function* storedRuns(
  repair: Places,
  { mode }: Pick<RepairPolicy, 'mode'>,
  signal: AbortSignal,
  elsewhere: (application: string, state: AgentState) => void,
): AsyncGenerator<{ readonly application: string; readonly state: AgentState }> {
  // A report stores nothing.
  if (mode === 'report') return
  let fault: CopilotError | undefined
  for (const found of await repair.deployer.applications(signal)) {
    const application = applicationName(found, repair.namespace)
    try {
      const { store } = await repair.ports(found.sources[0]?.repository ?? '')
      const stored = await store.load(application, signal)
      if (stored === undefined) continue
      const { state } = stored
      // What ended for another one of this name says nothing of this one.
      if (state.phase === 'done' ? isRunOf(state, found) : !isRunElsewhere(state, found)) yield { application, state }
      else if (state.phase !== 'done') elsewhere(application, state)
    } catch (error) {
      if (signal.aborted) throw error
      // A repository without a login, or no repository at all, has no runs of ours.
      if (error instanceof CopilotError && error.category === 'transient') fault = error
    }
  }
  if (fault !== undefined) throw fault
}

/** What is said of a run of another cluster: nothing is broken here, so it is no error. */
export function elsewhereText(application: string, { runId }: AgentState): string {
  return `${application}: run ${runId}, which is under way, is of another cluster with the same repository, and is left to it. With repair.instance each cluster has its own runs.`
}
