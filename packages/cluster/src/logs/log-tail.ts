import type { ApiServer } from '../connect/api-server.ts'
import type { LogStream, Time } from '../context/records.ts'
import type { ByteBudget } from './byte-budget.ts'
import type { WantedLog } from './choose-containers.ts'
import { LogMiner, type MinerLimits } from './log-miner.ts'
import { LogPosition } from './log-position.ts'
import { type Refusal, refusalOf, requestLog } from './log-request.ts'

/** following: a socket is open. idle: the stream ended, and may go on. done: nothing more will come. */
export type TailState = 'following' | 'idle' | 'done'

export interface TailOptions {
  readonly api: ApiServer
  readonly now: () => Time
  readonly limits: MinerLimits
  readonly own: ByteBudget
  readonly shared: ByteBudget
}

const TAIL_LINES = 200
const LIMIT_BYTES = 256 * 1024
const FIRST_PAUSE = 2_000
const LONGEST_PAUSE = 60_000
/** What writes more than its budget is looked at now and then. */
const OVER_BUDGET_PAUSE = 15_000

/** The log of one instance of one container: read once when it is dead, followed while it lives. */
export class LogTail {
  readonly wanted: WantedLog
  readonly startedAt: Time
  /** Why it was not given, the last time that it was not. */
  refusal: { readonly kind: Refusal; readonly why: string } | undefined
  readonly #options: TailOptions
  readonly #miner: LogMiner
  readonly #position = new LogPosition()
  #stop = new AbortController()
  #state: TailState = 'idle'
  #retryAt = 0
  #pause = FIRST_PAUSE
  #isOver = false
  #running: Promise<void> = Promise.resolve()
  #told: LogStream | undefined

  constructor(wanted: WantedLog, options: TailOptions) {
    this.wanted = wanted
    this.#options = options
    this.startedAt = options.now()
    this.#miner = new LogMiner(wanted, options.limits)
  }

  get state(): TailState {
    return this.#state
  }

  /** When the last line was written that came in. */
  get lastAt(): Time | undefined {
    return this.#miner.lastAt
  }

  /** Opens the stream if it is not open and it is time to. `previous`: the instance is dead by now. */
  open(previous: boolean): void {
    if (this.#state !== 'idle' || this.#options.now() < this.#retryAt) return
    // Of a dead instance that was followed, everything came.
    if (previous && this.#position.since !== undefined) {
      this.#state = 'done'
      return
    }
    this.#state = 'following'
    this.#stop = new AbortController()
    this.#running = this.#run(previous)
  }

  /** Closes the socket; the stream can be opened again. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  /** What is known of the log. The same object while nothing is new. */
  stream(previous: boolean): LogStream {
    const { pod, container } = this.wanted
    const { lines, templates, dropped } = this.#miner.stream(this.#state === 'following' ? this.#options.now() : undefined)
    const known = this.#told
    if (known !== undefined && known.previous === previous && known.lines === lines) return known
    this.#told = { pod, container, previous, lines, templates, dropped }
    return this.#told
  }

  async #run(previous: boolean): Promise<void> {
    const { signal } = this.#stop
    try {
      const isWhole = await this.#read(previous, signal)
      this.refusal = undefined
      this.#later(previous ? 'done' : 'idle', isWhole ? FIRST_PAUSE : OVER_BUDGET_PAUSE)
    } catch (fault) {
      if (signal.aborted) this.#later('idle', 0)
      else this.#refused(fault)
    }
  }

  /** False where it was left because more came than the budget allows. */
  async #read(previous: boolean, signal: AbortSignal): Promise<boolean> {
    const { api, own, shared } = this.#options
    const { since } = this.#position
    let isWithin = true
    const onBytes = (count: number): void => {
      isWithin = [own.take(count), shared.take(count)].every(Boolean) && isWithin
    }
    this.#position.resume()
    // A first look is bounded, and so is one after too much came; what follows a break is wanted whole.
    const bounds = {
      tailLines: since === undefined || this.#isOver ? TAIL_LINES : undefined,
      limitBytes: previous ? LIMIT_BYTES : undefined,
    }
    this.#isOver = false
    for await (const line of requestLog(api, this.wanted, { ...bounds, sinceTime: since, previous, follow: !previous, signal, onBytes })) {
      if (this.#position.isNew(line)) this.#miner.push(line)
      if (previous || isWithin) {
        this.#pause = FIRST_PAUSE
        continue
      }
      this.#miner.skip(1)
      this.#isOver = true
      return false
    }
    return true
  }

  #refused(fault: unknown): void {
    const kind = refusalOf(fault)
    this.refusal = { kind, why: fault instanceof Error ? fault.message : String(fault) }
    this.#pause = Math.min(LONGEST_PAUSE, this.#pause * 2)
    this.#later(kind === 'gone' ? 'done' : 'idle', kind === 'not-permitted' ? LONGEST_PAUSE : this.#pause)
  }

  #later(state: TailState, pause: number): void {
    this.#state = state
    this.#retryAt = this.#options.now() + pause
  }
}
