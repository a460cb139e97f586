import { setTimeout as wait } from 'node:timers/promises'
import type { RepairPolicy } from '@aks-copilot/remediation'
import type { CommandContext } from '../command-context.ts'
import type { Flags } from '../inspection.ts'
import { createRunId } from '../run-id.ts'
import type { Repair } from './open-repair.ts'
import { repairApplication, report } from './repair-application.ts'
import { elsewhereText } from './stored-runs.ts'
import type { WatchParts } from './watch-applications.ts'

/** The world of `debug --watch`. */
export function watchParts(repair: Repair, policy: RepairPolicy, flags: Flags, context: CommandContext): WatchParts {
  const { signal } = context.terminal
  return {
    namespace: repair.namespace,
    applications: async () => await repair.deployer.applications(signal),
    async stored(name, { sources }) {
      const { store } = await repair.ports(sources[0]?.repository ?? '')
      return (await store.load(name, signal))?.state
    },
    async repair(wanted) {
      const wish = { ...wanted, trigger: 'watch' as const, detail: 'aks-copilot debug --watch', runId: createRunId() }
      const state = await repairApplication(wish, repair, policy, context)
      await report(state, flags, context)
      return state
    },
    elsewhere: (name, state) => context.log.notice(elsewhereText(name, state)),
    fault: (error) => context.log.error(error),
    pause: async (milliseconds) => await wait(milliseconds, undefined, { signal }).catch(() => undefined),
  }
}
