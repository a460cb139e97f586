import { type AgentState, CopilotError } from '@aks-copilot/contracts'
import { type ApplicationStatus, isRunElsewhere, Wake } from '@aks-copilot/remediation'
import { applicationName } from './application-name.ts'
import { isWaitingRun } from './is-waiting-run.ts'
import type { Wish } from './repair-application.ts'
import { hasRoom } from './room.ts'

const PAUSE = 15_000

/** What a watch needs of the world. */
export interface WatchParts {
  /** Where Argo CD is: Applications there go by their name alone. */
  readonly namespace: string
  applications(): Promise<readonly ApplicationStatus[]>
  /** The state of the last run of an Application. */
  stored(name: string, application: ApplicationStatus): Promise<AgentState | undefined>
  /** Runs the loop to its end, and says how it ended. */
  repair(wanted: Required<Pick<Wish, 'name' | 'wake' | 'onState'>>): Promise<AgentState>
  /** Told of a run of another cluster, which is left to it. */
  readonly elsewhere: (name: string, state: AgentState) => void
  /** Tells whoever started the watch of it. */
  readonly fault: (error: unknown) => CopilotError
  /** Resolves after so many milliseconds, or at once when the watch is stopped. */
  readonly pause: (milliseconds: number) => Promise<void>
}

/**
 * Looks at all Applications until it is stopped, and runs the loop for each that is not well, one run for each at a time; runs that were
 * begun before go on. An application that was handed over is left to people until another revision is deployed, or until it was well in
 * between. A cluster that does not answer is asked again.
 */
export async function watchApplications(parts: WatchParts, signal: AbortSignal): Promise<void> {
  const watch = new Watch(parts, signal)
  while (!signal.aborted) {
    await watch.look()
    await parts.pause(PAUSE)
  }
  await watch.end()
}

class Watch {
  readonly #parts: WatchParts
  readonly #signal: AbortSignal
  readonly #running = new Map<string, { readonly ended: Promise<void>; readonly wake: Wake; seen: string }>()
  /** Names of those that only wait for people or for a rollout. */
  readonly #waiting = new Set<string>()
  /** Revisions that were left to people, by application. */
  readonly #left = new Map<string, string>()
  /** Names of those of which no stored run waits to be gone on with: there is none, or it goes on here. */
  readonly #settled = new Set<string>()

  constructor(parts: WatchParts, signal: AbortSignal) {
    this.#parts = parts
    this.#signal = signal
  }

  async look(): Promise<void> {
    // One that does not answer is asked once in a round, not for each of its Applications: what is broken does not wait for it.
    const silent = new Map<string, CopilotError>()
    try {
      for (const application of await this.#parts.applications()) {
        const name = applicationName(application, this.#parts.namespace)
        this.#tell(name, application)
        const isWanted = isBroken(application) || (await this.#hasBegun(name, application, silent))
        if (!isWanted) this.#left.delete(name)
        else if (!this.#running.has(name) && this.#hasRoom() && this.#left.get(name) !== revisionOf(application))
          this.#begin(name, application)
      }
      for (const error of silent.values()) this.#parts.fault(error)
    } catch (error) {
      if (this.#signal.aborted) return
      if (!(error instanceof CopilotError) || error.category !== 'transient') throw error
      this.#parts.fault(error)
    }
  }

  async end(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ ended }) => ended))
  }

  #hasRoom(): boolean {
    return hasRoom(this.#running.size, this.#waiting.size)
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
    this.#settled.add(name)
    const wake = new Wake()
    this.#running.set(name, { ended: this.#run(name, application, wake), wake, seen: seenOf(application) })
  }

  async #run(name: string, application: ApplicationStatus, wake: Wake): Promise<void> {
    const isLeft = await this.#runOnce(name, wake)
    this.#running.delete(name)
    this.#waiting.delete(name)
    if (isLeft) this.#left.set(name, revisionOf(application))
  }

  /** Whether nothing more is to be done about this revision: it was handed over, reported, or cannot be repaired at all. */
  async #runOnce(name: string, wake: Wake): Promise<boolean> {
    const onState = (state: AgentState): void => void this.#waiting[isWaitingRun(state) ? 'add' : 'delete'](name)
    try {
      const { outcome } = await this.#parts.repair({ name, wake, onState })
      return outcome?.kind !== 'healthy' && outcome?.kind !== 'healed-by-itself'
    } catch (error) {
      if (this.#signal.aborted) return false
      const { code, category } = this.#parts.fault(error)
      // Whoever took it over may stop before its end: then it goes on here.
      const isLeft = category !== 'transient' && code !== 'REPAIR_TAKEN_OVER'
      // It may not look broken any more, with a pull request that waits all the same.
      if (!isLeft) this.#settled.delete(name)
      return isLeft
    }
  }

  /**
   * Whether a run of it was stopped before its end, and does not go on yet. What cannot be asked, such as a repository without a login, has
   * none; what only does not answer is asked again.
   */
  async #hasBegun(name: string, application: ApplicationStatus, silent: Map<string, CopilotError>): Promise<boolean> {
    const repository = application.sources[0]?.repository ?? ''
    // Who could not go on now is not asked either: each question counts against the limit of GitHub.
    if (this.#settled.has(name) || silent.has(repository) || !this.#hasRoom()) return false
    try {
      const state = await this.#parts.stored(name, application)
      if (state !== undefined && state.phase !== 'done') {
        if (!isRunElsewhere(state, application)) return true
        this.#parts.elsewhere(name, state)
      }
    } catch (error) {
      if (error instanceof CopilotError && error.category === 'transient') {
        silent.set(repository, error)
        return false
      }
    }
    this.#settled.add(name)
    return false
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
