import { setTimeout as wait } from 'node:timers/promises'
import { type AgentState, CopilotError } from '@aks-copilot/contracts'
import { type ApplicationStatus, type RepairPolicy, Wake } from '@aks-copilot/remediation'
import type { CommandContext } from '../command-context.ts'
import { EXIT } from '../exit-status.ts'
import type { Flags } from '../inspection.ts'
import { createRunId } from '../run-id.ts'
import { applicationName } from './application-name.ts'
import { isWaitingRun } from './is-waiting-run.ts'
import type { Repair } from './open-repair.ts'
import { repairApplication, report, type Wish } from './repair-application.ts'

const PAUSE = 15_000
/** Runs that think at a time: each reads namespaces again and again. Those that wait for people only look now and then. */
const AT_ONCE = 8
const MOST_RUNNING = 40

/**
 * Looks at all Applications until it is stopped, and runs the loop for each that is not well, one run for each at a time; runs that were
 * begun before go on. An application that was handed over is left to people until another revision is deployed, or until it was well in
 * between. A cluster that does not answer is asked again.
 */
export async function watchApplications(repair: Repair, policy: RepairPolicy, flags: Flags, context: CommandContext): Promise<void> {
  const { signal } = context.terminal
  const watch = new Watch({ repair, policy, flags, context })
  for (let round = 0; !signal.aborted; round += 1) {
    await watch.look(round === 0)
    await wait(PAUSE, undefined, { signal }).catch(() => undefined)
  }
  await watch.end()
  context.finish(EXIT.done)
}

class Watch {
  readonly #parts: Parts
  readonly #running = new Map<string, { readonly ended: Promise<void>; readonly wake: Wake; seen: string }>()
  /** Names of those that only wait for people or for a rollout. */
  readonly #waiting = new Set<string>()
  /** Revisions that were left to people, by application. */
  readonly #left = new Map<string, string>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async look(isFirst: boolean): Promise<void> {
    const { repair, context } = this.#parts
    const { signal } = context.terminal
    try {
      for (const application of await repair.deployer.applications(signal)) {
        const name = applicationName(application, repair.namespace)
        this.#tell(name, application)
        const isWanted = isBroken(application) || (isFirst && (await this.#hasBegun(name, application)))
        if (!isWanted) this.#left.delete(name)
        else if (!this.#running.has(name) && this.#hasRoom && this.#left.get(name) !== revisionOf(application))
          this.#begin(name, application)
      }
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof CopilotError) || error.category !== 'transient') throw error
      context.log.error(error)
    }
  }

  get #hasRoom(): boolean {
    return this.#running.size < MOST_RUNNING && this.#running.size - this.#waiting.size < AT_ONCE
  }

  async end(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ ended }) => ended))
  }

  /** A run that waits for people looks at once where Argo CD has something new of its application: a merge, for one. */
  #tell(name: string, application: ApplicationStatus): void {
    const running = this.#running.get(name)
    const seen = seenOf(application)
    if (running === undefined || running.seen === seen) return
    running.seen = seen
    running.wake.ring()
  }

  #begin(name: string, application: ApplicationStatus): void {
    const wake = new Wake()
    this.#running.set(name, { ended: this.#run(name, application, wake), wake, seen: seenOf(application) })
  }

  async #run(name: string, application: ApplicationStatus, wake: Wake): Promise<void> {
    const onState = (state: AgentState): unknown => this.#waiting[isWaitingRun(state) ? 'add' : 'delete'](name)
    const isLeft = await runOnce({ name, wake, onState }, this.#parts)
    this.#running.delete(name)
    this.#waiting.delete(name)
    if (isLeft) this.#left.set(name, revisionOf(application))
  }

  /** Whether a run of it was stopped before its end. What cannot be asked, such as a repository without a login, has none. */
  async #hasBegun(name: string, { sources }: ApplicationStatus): Promise<boolean> {
    const { repair, context } = this.#parts
    try {
      const { store } = await repair.ports(sources[0]?.repository ?? '')
      const stored = await store.load(name, context.terminal.signal)
      return stored !== undefined && stored.state.phase !== 'done'
    } catch {
      return false
    }
  }
}

interface Parts {
  readonly repair: Repair
  readonly policy: RepairPolicy
  readonly flags: Flags
  readonly context: CommandContext
}

/** Whether nothing more is to be done about this revision: it was handed over, reported, or cannot be repaired at all. */
async function runOnce(
  wanted: Required<Pick<Wish, 'name' | 'wake' | 'onState'>>,
  { repair, policy, flags, context }: Parts,
): Promise<boolean> {
  try {
    const wish = { ...wanted, trigger: 'watch' as const, detail: 'aks-copilot debug --watch', runId: createRunId() }
    const state = await repairApplication(wish, repair, policy, context)
    await report(state, flags, context)
    return state.outcome?.kind !== 'healthy' && state.outcome?.kind !== 'healed-by-itself'
  } catch (error) {
    if (context.terminal.signal.aborted) return false
    const { code, category } = context.log.error(error)
    // Whoever took it over may stop before its end: then it goes on here.
    return category !== 'transient' && code !== 'REPAIR_TAKEN_OVER'
  }
}

/** What Argo CD itself calls broken: the loop then looks closer. */
function isBroken({ health, operation, sync, conditions }: ApplicationStatus): boolean {
  const failed = operation?.phase === 'Failed' || operation?.phase === 'Error'
  return health === 'Degraded' || (failed && sync !== 'Synced') || (sync === 'Unknown' && conditions.length > 0)
}

function seenOf({ revision, health, sync }: ApplicationStatus): string {
  return JSON.stringify([revision, health, sync])
}

function revisionOf({ revision, operation }: ApplicationStatus): string {
  return operation?.revision ?? revision ?? ''
}
