import { setTimeout as wait } from 'node:timers/promises'
import { type AgentState, CopilotError } from '@aks-copilot/contracts'
import { isRepairable, isRunOf, presentProblem, type RepairPolicy } from '@aks-copilot/remediation'
import type { RepairDesk } from '@aks-copilot/server'
import type { CommandContext } from '../command-context.ts'
import type { Configuration } from '../configuration.ts'
import { applicationName } from '../repair/application-name.ts'
import { openRepair, type Repair } from '../repair/open-repair.ts'
import { repairApplication } from '../repair/repair-application.ts'
import { repairPolicy } from '../repair/repair-policy.ts'
import { ServedRepairs } from '../repair/served-repairs.ts'

/** The repairs of a server: the same policy, audit trail and traces as of `debug`. Throws what these throw. */
export async function openRepairs(configuration: Configuration, context: CommandContext): Promise<RepairDesk> {
  const policy = repairPolicy(configuration, false)
  const file = configuration.text('repair.audit') === '-' ? '-' : configuration.path('repair.audit')
  const repair = await openRepair(configuration, policy, file, context)
  const { namespace } = repair
  return new ServedRepairs({
    cluster: repair.cluster,
    mode: policy.mode,
    namespace,
    application: async (name, signal) => await repair.deployer.application(name, signal),
    problem: async (name, signal) => {
      const { sources } = await repair.deployer.application(name, signal)
      return await presentProblem(name, await repair.ports(sources[0]?.repository ?? ''), signal)
    },
    stored: (signal) => storedRuns(repair, policy, signal),
    repair: async (run, onState, signal) => {
      const { application: name, ...wish } = run.wish
      const inside = { ...context, terminal: { ...context.terminal, signal: AbortSignal.any([context.terminal.signal, signal]) } }
      // Who approves it now counts more than who declined it before.
      const again = wish.approved !== undefined
      return await repairApplication({ name, ...wish, again, runId: run.view.runId, wake: run.wake, onState }, repair, policy, inside)
    },
    mayChange: (object, application) => isRepairable(object, { policy, application }) === undefined,
    audit: (what, runId, detail) => repair.audit.record({ at: new Date().toISOString(), runId, what, detail }),
    fault: (error) => context.log.error(error),
    pause: async (milliseconds, signal) => await wait(milliseconds, undefined, { signal }).catch(() => undefined),
    close: async () => await repair.close(),
  })
}

/** The last run of each Application, where its repository can be read. Throws at the end where one of them did not answer. */
async function* storedRuns(
  repair: Repair,
  { mode }: RepairPolicy,
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
