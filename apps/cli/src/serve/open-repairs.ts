import { setTimeout as wait } from 'node:timers/promises'
import type { AgentState } from '@aks-copilot/contracts'
import { isRepairable, presentProblem } from '@aks-copilot/remediation'
import type { RepairDesk } from '@aks-copilot/server'
import type { CommandContext } from '../command-context.ts'
import type { Configuration } from '../configuration.ts'
import { openRepair } from '../repair/open-repair.ts'
import { repairApplication } from '../repair/repair-application.ts'
import { repairPolicy } from '../repair/repair-policy.ts'
import { ServedRepairs } from '../repair/served-repairs.ts'
import { elsewhereText, storedRuns } from '../repair/stored-runs.ts'

/** The repairs of a server: the same policy, audit trail and traces as of `debug`. Throws what these throw. */
export async function openRepairs(configuration: Configuration, context: CommandContext): Promise<RepairDesk> {
  const policy = repairPolicy(configuration, false)
  const file = configuration.text('repair.audit') === '-' ? '-' : configuration.path('repair.audit')
  const repair = await openRepair(configuration, policy, file, context)
  const { namespace } = repair
  const told = new Set<string>()
  const elsewhere = (application: string, state: AgentState): void => {
    if (!told.has(state.runId)) context.log.notice(elsewhereText(application, state))
    told.add(state.runId)
  }
  return new ServedRepairs({
    cluster: repair.cluster,
    mode: policy.mode,
    namespace,
    application: async (name, signal) => await repair.deployer.application(name, signal),
    problem: async (name, signal) => {
      try {
        const { sources } = await repair.deployer.application(name, signal)
        return await presentProblem(name, await repair.ports(sources[0]?.repository ?? ''), signal)
      } catch (error) {
        // A run that is not begun for it has failed, too.
        await repair.page(error, name, signal)
        throw error
      }
    },
    stored: (signal) => storedRuns(repair, policy, signal, elsewhere),
    repair: async (run, onState, signal) => {
      const { application: name, ...wish } = run.wish
      const inside = { ...context, terminal: { ...context.terminal, signal: AbortSignal.any([context.terminal.signal, signal]) } }
      return await repairApplication({ name, ...wish, runId: run.view.runId, wake: run.wake, onState }, repair, policy, inside)
    },
    mayChange: (object, application) => isRepairable(object, { policy, application }) === undefined,
    audit: (what, runId, detail) => repair.audit.record({ at: new Date().toISOString(), runId, what, detail }),
    fault: (error) => context.log.error(error),
    pause: async (milliseconds, signal) => await wait(milliseconds, undefined, { signal }).catch(() => undefined),
    close: async () => await repair.close(),
  })
}
