import { setTimeout as wait } from 'node:timers/promises'
import type { ApplicationStatus, RepairPolicy } from '@aks-copilot/remediation'
import type { CommandContext } from '../command-context.ts'
import type { Flags } from '../inspection.ts'
import { createRunId } from '../run-id.ts'
import type { Repair } from './open-repair.ts'
import { repairApplication, report } from './repair-application.ts'

const PAUSE = 15_000
/** Each run reads namespaces again and again. */
const AT_ONCE = 4

/**
 * Looks at all Applications until it is stopped, and runs the loop for each that is not well, one run for each at a time. An application
 * that was handed over is left to people until another revision is deployed, or until it was well in between.
 */
export async function watchApplications(repair: Repair, policy: RepairPolicy, flags: Flags, context: CommandContext): Promise<void> {
  const { signal } = context.terminal
  const running = new Map<string, Promise<void>>()
  const left = new Map<string, string>()
  const follow = async (application: ApplicationStatus): Promise<void> => {
    const isLeft = await runOnce(application, { repair, policy, flags, context })
    running.delete(application.name)
    if (isLeft) left.set(application.name, revisionOf(application))
  }
  try {
    while (!signal.aborted) {
      for (const application of await repair.deployer.applications(signal)) {
        const { name } = application
        if (!isBroken(application)) left.delete(name)
        else if (!running.has(name) && running.size < AT_ONCE && left.get(name) !== revisionOf(application)) {
          running.set(name, follow(application))
        }
      }
      await wait(PAUSE, undefined, { signal }).catch(() => undefined)
    }
  } finally {
    await Promise.all(running.values())
  }
  signal.throwIfAborted()
}

interface Parts {
  readonly repair: Repair
  readonly policy: RepairPolicy
  readonly flags: Flags
  readonly context: CommandContext
}

/** Whether nothing more is to be done about this revision: it was handed over, reported, or cannot be repaired at all. */
async function runOnce({ name }: ApplicationStatus, { repair, policy, flags, context }: Parts): Promise<boolean> {
  try {
    const wish = { name, trigger: 'watch' as const, detail: 'aks-copilot debug --watch', runId: createRunId() }
    const state = await repairApplication(wish, repair, policy, context)
    await report(state, flags, context)
    return state.outcome?.kind !== 'healthy' && state.outcome?.kind !== 'healed-by-itself'
  } catch (error) {
    if (context.terminal.signal.aborted) return false
    return context.log.error(error).category !== 'transient'
  }
}

/** What Argo CD itself calls broken: the loop then looks closer. */
function isBroken({ health, operation, sync, conditions }: ApplicationStatus): boolean {
  const failed = operation?.phase === 'Failed' || operation?.phase === 'Error'
  return health === 'Degraded' || (failed && sync !== 'Synced') || (sync === 'Unknown' && conditions.length > 0)
}

function revisionOf({ revision, operation }: ApplicationStatus): string {
  return operation?.revision ?? revision ?? ''
}
