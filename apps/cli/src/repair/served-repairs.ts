import {
  type AgentState,
  CopilotError,
  type LiveReference,
  type RepairDetail,
  type RepairMode,
  type RepairRun,
} from '@aks-copilot/contracts'
import type { ApplicationStatus, PresentProblem } from '@aks-copilot/remediation'
import type { Claimed, RepairDesk, RepairWish, Triggered } from '@aks-copilot/server'
import { createRunId } from '../run-id.ts'
import { knownApplicationName } from './application-name.ts'
import { KnownApplications } from './known-applications.ts'
import { isAnother, leftToPeople } from './left-to-people.ts'
import { repairRow } from './repair-view.ts'
import { hasRoom } from './room.ts'
import { ServedRun } from './served-run.ts'

/** What the runs of a server need of the world. */
export interface ServedRepairsParts {
  readonly cluster: string
  readonly mode: RepairMode
  /** Where Argo CD is: Applications there go by their name alone. */
  readonly namespace: string
  application(name: string, signal: AbortSignal): Promise<ApplicationStatus>
  /** What was begun before, and how the last run of each Application ended. */
  stored(signal: AbortSignal): AsyncIterable<{ readonly application: string; readonly state: AgentState }>
  /** What is broken of it now. */
  problem(name: string, signal: AbortSignal): Promise<PresentProblem>
  /** Runs the loop to its end, or until the signal. */
  repair(run: ServedRun, onState: (state: AgentState) => void, signal: AbortSignal): Promise<AgentState>
  mayChange(object: LiveReference, application: ApplicationStatus): boolean
  readonly audit: RepairDesk['audit']
  /** Tells whoever runs the server of it. */
  readonly fault: (error: unknown) => CopilotError
  /** Resolves after so many milliseconds, or at once when the signal aborts. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>
  readonly close: () => Promise<void>
}

const MOST_QUEUED = 100
const MOST_REMEMBERED = 200
const FIRST_PAUSE = 15_000
const LONGEST_PAUSE = 300_000

/**
 * The runs of a server: one at a time for each Application, so many at once, the others in a queue. What stands in the queue is in memory
 * alone; a run that has begun is stored with its state, and goes on after a restart.
 */
export class ServedRepairs implements RepairDesk {
  readonly cluster: string
  readonly mode: RepairMode
  readonly #parts: ServedRepairsParts
  readonly #stop = new AbortController()
  /** Newest last. */
  readonly #runs: ServedRun[] = []
  readonly #queue: ServedRun[] = []
  readonly #running = new Map<ServedRun, Promise<void>>()
  readonly #listeners = new Set<(run: RepairRun) => void>()
  readonly #known = new KnownApplications()
  readonly #background: Promise<void>

  constructor(parts: ServedRepairsParts) {
    this.#parts = parts
    this.cluster = parts.cluster
    this.mode = parts.mode
    this.#background = this.#resume()
  }

  nameOf(application: string, namespace: string | undefined): string {
    const given = namespace === undefined || namespace === '' ? application : `${namespace}/${application}`
    const name = knownApplicationName(given, this.#parts.namespace)
    if (name !== undefined) return name
    throw new CopilotError({
      code: 'REQUEST_INVALID',
      category: 'validation',
      message: 'This is no name of an Application.',
      remedy: 'Send the name and the namespace as Kubernetes has them.',
    })
  }

  trigger(wish: RepairWish): Triggered {
    const active = this.#runs.find((run) => run.wish.application === wish.application && !run.isOver)
    if (active !== undefined) {
      active.wake.ring()
      return { tries: triesSame(active.wish, wish), run: repairRow(active.view) }
    }
    if (this.#queue.length >= MOST_QUEUED) throw queueFull()
    const { cluster, mode } = this
    const run = new ServedRun(wish, createRunId(), { cluster, mode, at: now() })
    this.#enqueue(run)
    return { tries: true, run: repairRow(run.view) }
  }

  runs(): readonly RepairRun[] {
    return this.#runs.toReversed().map(({ view }) => repairRow(view))
  }

  run(runId: string): RepairDetail | undefined {
    return this.#runs.findLast(({ ids }) => ids.has(runId))?.view
  }

  async claims(given: string, object: LiveReference, signal: AbortSignal): Promise<Claimed | undefined> {
    // Whoever may write to an object gives it this name.
    const name = knownApplicationName(given, this.#parts.namespace)
    if (name === undefined) return undefined
    const application = await this.#known.get(name, async () => await this.#parts.application(name, signal))
    if (application === undefined || !application.resources.some((one) => isSame(one.object, object))) return undefined
    return { application: name, mayChange: application.sources.length === 1 && this.#parts.mayChange(object, application) }
  }

  subscribe(listener: (run: RepairRun) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  audit(what: string, runId: string, detail: Readonly<Record<string, unknown>>): void {
    this.#parts.audit(what, runId, detail)
  }

  async stop(): Promise<void> {
    this.#stop.abort(new Error('the server stops'))
    await Promise.all([this.#background, ...this.#running.values()])
    await this.#parts.close()
  }

  #enqueue(run: ServedRun): void {
    this.#runs.push(run)
    const over = this.#runs.length - MOST_REMEMBERED
    if (over > 0)
      for (const oldest of this.#runs.filter(({ isOver }) => isOver).slice(0, over)) this.#runs.splice(this.#runs.indexOf(oldest), 1)
    this.#queue.push(run)
    this.#tell(run)
    this.#next()
  }

  #next(): void {
    const waiting = (): number => [...this.#running.keys()].filter(({ isWaiting }) => isWaiting).length
    while (!this.#stop.signal.aborted && hasRoom(this.#running.size, waiting())) {
      const run = this.#queue.shift()
      if (run === undefined) return
      const ended = this.#run(run).finally(() => {
        this.#running.delete(run)
        this.#next()
      })
      this.#running.set(run, ended)
    }
  }

  /** Until it is over, or this process is; what only does not answer is asked again. */
  async #run(run: ServedRun): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted && !run.isOver) {
      try {
        if (await this.#isLeft(run)) return
        run.see(await this.#parts.repair(run, (state) => this.#see(run, state), signal))
        this.#tell(run)
      } catch (error) {
        if (signal.aborted) return
        await this.#failed(run, this.#parts.fault(error))
      }
    }
  }

  async #failed(run: ServedRun, { code, category, message, remedy }: CopilotError): Promise<void> {
    // Whoever took it over may stop before its end: then it goes on here.
    const isTransient = category === 'transient' || code === 'REPAIR_TAKEN_OVER'
    run.become(isTransient ? 'queued' : 'failed', `${message} ${isTransient ? 'It is tried again.' : remedy}`, now())
    this.#tell(run)
    if (!isTransient) return
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** run.faults++) * (0.75 + Math.random() / 2)
    await this.#parts.pause(pause, this.#stop.signal)
  }

  /** Whether people have this very problem before them already. Who approves a patch wants it tried all the same. */
  async #isLeft(run: ServedRun): Promise<boolean> {
    const { application, trigger } = run.wish
    const others = this.#runs.flatMap((one) => (one === run || one.wish.application !== application ? [] : (one.lastState ?? [])))
    const left = leftToPeople(others)
    if (trigger === 'approval' || run.lastState !== undefined || left === undefined) return false
    const { signal } = this.#stop
    const pause = async (milliseconds: number): Promise<void> => {
      await this.#parts.pause(milliseconds, signal)
      signal.throwIfAborted()
    }
    if (await isAnother(left, async () => await this.#parts.problem(application, signal), pause)) return false
    run.become('ended', `Run ${left.state.runId} left this to people: ${left.state.summary}`, now())
    this.#tell(run)
    return true
  }

  #see(run: ServedRun, state: AgentState): void {
    const wasWaiting = run.isWaiting
    run.see(state)
    run.faults = 0
    this.#tell(run)
    if (run.isWaiting && !wasWaiting) this.#next()
  }

  /** Goes on with what was begun before. */
  async #resume(): Promise<void> {
    const { signal } = this.#stop
    for (let faults = 0; !signal.aborted; faults += 1) {
      try {
        for await (const { application, state } of this.#parts.stored(signal))
          this.#remember(ServedRun.of(state, application, this.cluster))
        return
      } catch (error) {
        if (signal.aborted || this.#parts.fault(error).category !== 'transient') return
        await this.#parts.pause(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** faults), signal)
      }
    }
  }

  /** A wish that came meanwhile goes on with the stored run itself. */
  #remember(stored: ServedRun): void {
    const known = this.#runs.some(
      ({ wish, ids }) => wish.application === stored.wish.application || [...stored.ids].some((id) => ids.has(id)),
    )
    if (known) return
    if (stored.isOver) this.#runs.unshift(stored)
    else this.#enqueue(stored)
  }

  #tell(run: ServedRun): void {
    for (const listener of this.#listeners) listener(repairRow(run.view))
  }
}

function now(): string {
  return new Date().toISOString()
}

/** A run that nobody approved a patch for may find the same one; that is not known yet. */
function triesSame(active: RepairWish, wish: RepairWish): boolean {
  return wish.approved === undefined || JSON.stringify(active.approved) === JSON.stringify(wish.approved)
}

function isSame(left: LiveReference, right: LiveReference): boolean {
  return left.kind === right.kind && left.namespace === right.namespace && left.name === right.name
}

function queueFull(): CopilotError {
  return new CopilotError({
    code: 'REPAIR_QUEUE_FULL',
    category: 'transient',
    message: `${MOST_QUEUED} repairs wait already.`,
    remedy: 'Send it again later; merge or close pull requests that wait.',
  })
}
