import { type AgentState, CopilotError } from '@aks-copilot/contracts'
import { isRunOf, type RepairPolicy, type RepairPorts } from '@aks-copilot/remediation'
import { applicationName } from './application-name.ts'
import type { Repair } from './open-repair.ts'

/** What is asked of a repair. */
interface Places extends Pick<Repair, 'namespace'> {
  readonly deployer: Pick<Repair['deployer'], 'applications'>
  ports(repository: string): Promise<Pick<RepairPorts, 'store'>>
}

/** The last run of each Application, where its repository can be read. Throws at the end where one of them did not answer. */
export async function* storedRuns(
  repair: Places,
  { mode }: Pick<RepairPolicy, 'mode'>,
  signal: AbortSignal,
): AsyncGenerator<{ readonly application: string; readonly state: AgentState }> {
  // A report stores nothing.
  if (mode === 'report') return
  let fault: CopilotError | undefined
  for (const found of await repair.deployer.applications(signal)) {
    const application = applicationName(found, repair.namespace)
    try {
      const { store } = await repair.ports(found.sources[0]?.repository ?? '')
      const stored = await store.load(application, signal)
      // What ended for another one of this name says nothing of this one.
      if (stored !== undefined && (stored.state.phase !== 'done' || isRunOf(stored.state, found)))
        yield { application, state: stored.state }
    } catch (error) {
      if (signal.aborted) throw error
      // A repository without a login, or no repository at all, has no runs of ours.
      if (error instanceof CopilotError && error.category === 'transient') fault = error
    }
  }
  if (fault !== undefined) throw fault
}
