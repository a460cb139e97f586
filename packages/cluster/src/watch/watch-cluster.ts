import { CopilotError } from '@aks-copilot/contracts'
import { ApiFault, type ApiServer, serverTime } from '../connect/api-server.ts'
import { discoverKinds } from '../connect/discover-apis.ts'
import { type Survey, surveyPermissions, type WatchPlan } from '../connect/survey-permissions.ts'
import { Intake } from './intake.ts'
import { WATCHED_KINDS, type WatchedKind } from './kinds.ts'
import { limitConcurrency } from './limit-concurrency.ts'
import type { WatchSink } from './sink.ts'
import { watchKind, type WatchPlace } from './watch-kind.ts'
import { about, pause, TIMING, type WatchTiming } from './watch-timing.ts'

export interface WatchOptions {
  /** Only these; default: all, or where that is not allowed, those that this user may read. */
  readonly namespaces?: readonly string[] | undefined
  readonly kinds?: readonly WatchedKind[] | undefined
  readonly intake?: Intake
  readonly timing?: Partial<WatchTiming>
}

export interface ClusterWatch {
  /** What is served and permitted, as last asked. */
  readonly survey: Survey
  /** Resolves when each kind was listed once, or proved to be unreadable. */
  readonly ready: Promise<void>
  /** Ends all watches; resolves when nothing is left of them. */
  stop(): Promise<void>
}

/** Lists cost an API server most: no more than these at a time, also after a restart. */
const LISTS_AT_ONCE = 6

/**
 * Watches everything that a user may read of a cluster into a sink, until stopped: kinds that appear later (a CRD that is installed, a
 * right that is granted) are found, and those that go away are let go. Throws `ApiFault` only where the first survey fails.
 */
export async function watchCluster(api: ApiServer, sink: WatchSink, options: WatchOptions = {}): Promise<ClusterWatch> {
  const supervisor = new Supervisor(api, sink, options)
  await supervisor.start()
  return supervisor
}

interface Running {
  readonly plan: WatchPlan
  readonly stop: () => void
  ended: Promise<void>
  /** It gave up by itself. */
  over: boolean
}

class Supervisor implements ClusterWatch {
  readonly #api: ApiServer
  readonly #options: WatchOptions
  readonly #place: WatchPlace
  readonly #control = new AbortController()
  readonly #running = new Map<string, Running>()
  /** Watches whose kind was missing when last looked. */
  readonly #missed = new Set<string>()
  #survey: Survey | undefined
  #surveyedAt = 0
  /** A watch gave up: look again before it is time. */
  #doubt = false
  #loop: Promise<void> | undefined
  #ready: Promise<void> | undefined

  constructor(api: ApiServer, sink: WatchSink, options: WatchOptions) {
    const timing = { ...TIMING, ...options.timing }
    this.#api = api
    this.#options = options
    this.#place = { api, sink, intake: options.intake ?? new Intake(), timing, listing: limitConcurrency(LISTS_AT_ONCE) }
  }

  get survey(): Survey {
    if (this.#survey === undefined) throw new Error('the watch has not begun')
    return this.#survey
  }

  get ready(): Promise<void> {
    return this.#ready ?? Promise.resolve()
  }

  async start(): Promise<void> {
    this.#ready = Promise.all(await this.#look()).then(() => undefined)
    this.#loop = this.#lookAgain()
  }

  async stop(): Promise<void> {
    this.#control.abort(new Error('the watch was stopped'))
    await this.#loop
    await Promise.all([...this.#running.values()].map(async ({ ended }) => await ended))
  }

  /** Asks what may be watched, and makes what runs the same. Promises of the first lists of what began. */
  async #look(): Promise<Promise<void>[]> {
    const { namespaces, kinds } = this.#options
    const survey = await surveyPermissions(this.#api, { namespaces, kinds, signal: this.#control.signal })
    this.#survey = survey
    this.#surveyedAt = Date.now()
    this.#doubt = false
    const wanted = new Map(survey.plans.filter(({ mode }) => mode !== 'none').map((plan) => [keyOf(plan), plan]))
    const gone = [...this.#running].filter(([, running]) => this.#isGone(running, survey, wanted))
    await Promise.all(gone.map(async ([key, running]) => await this.#letGo(key, running, survey)))
    for (const entry of survey.coverage) if (!this.#isRunning(entry)) this.#place.sink.covered(entry)
    for (const plan of survey.plans) if (plan.mode === 'none' && !this.#isRunning(plan)) this.#tellWaiting(plan)
    const begins = [...wanted].filter(([, plan]) => !this.#isRunning(plan))
    return begins.map(async ([key, plan]) => await this.#begin(key, plan))
  }

  /**
   * Whether a watch has to go. A server that has just started may for seconds forget a CRD, or a right: what it takes away counts when it
   * said so twice, and a lost right when the watch itself was refused.
   */
  #isGone({ plan, over }: Running, { coverage }: Survey, wanted: ReadonlyMap<string, WatchPlan>): boolean {
    const key = keyOf(plan)
    const served = !coverage.some(({ kind, observation }) => kind === plan.kind && observation === 'not-served')
    const missed = this.#missed.has(key)
    if (served) this.#missed.delete(key)
    else this.#missed.add(key)
    if (!served && !missed) this.#doubt = true
    if (over) return served || missed
    if (!served) return missed
    const next = wanted.get(key)
    return next === undefined ? wanted.has(`${plan.kind}/`) : next.path !== plan.path || next.mode !== plan.mode
  }

  /** What the cluster no longer serves is gone with all its objects; what we may no longer read is only out of sight. */
  async #letGo(key: string, { plan, stop, ended }: Running, { coverage }: Survey): Promise<void> {
    stop()
    await ended
    this.#running.delete(key)
    const notServed = coverage.some(({ kind, observation }) => kind === plan.kind && observation === 'not-served')
    if (notServed && plan.kind !== 'Event') this.#place.sink.replaced(plan.kind, plan.namespace, [], serverTime(this.#api))
  }

  /** Whether a watch already sees this: the one of its namespace, or the one of all. */
  #isRunning({ kind, namespace }: { readonly kind: string; readonly namespace?: string | undefined }): boolean {
    return this.#running.has(`${kind}/${namespace ?? ''}`) || this.#running.has(`${kind}/`)
  }

  /** Resolves when the kind was listed, or gave up. */
  async #begin(key: string, plan: WatchPlan): Promise<void> {
    const own = new AbortController()
    const signal = AbortSignal.any([own.signal, this.#control.signal])
    await new Promise<void>((listed) => {
      const running: Running = { plan, over: false, stop: () => own.abort(new Error('no longer wanted')), ended: Promise.resolve() }
      running.ended = this.#follow(running, signal, listed)
      this.#running.set(key, running)
    })
  }

  async #follow(running: Running, signal: AbortSignal, listed: () => void): Promise<void> {
    const end = await watchKind(this.#place, running.plan, signal, listed)
    running.over = true
    this.#doubt ||= end !== 'stopped'
  }

  #tellWaiting({ kind, namespace, why }: WatchPlan): void {
    this.#place.sink.watching({ kind, namespace, state: 'waiting', why, since: Date.now(), resourceVersion: '', breaks: 0 })
  }

  async #lookAgain(): Promise<void> {
    const { timing } = this.#place
    const { signal } = this.#control
    while (await pause(about(this.#doubt ? timing.discovery / 8 : timing.discovery), signal))
      try {
        if (this.#doubt || Date.now() - this.#surveyedAt >= timing.survey || (await this.#isServedAnew())) void (await this.#look())
      } catch (error) {
        // A server that does not answer is what the watches themselves report; the next look will tell.
        if (!signal.aborted && !(error instanceof ApiFault) && !(error instanceof CopilotError)) throw error
      }
  }

  /** Whether the cluster serves another set of the kinds that are of interest. */
  async #isServedAnew(): Promise<boolean> {
    const kinds = this.#options.kinds ?? WATCHED_KINDS
    const before = this.survey.served
    const now = await discoverKinds(this.#api, kinds, this.#control.signal)
    const served = (apis: typeof now): string =>
      kinds.map(({ group, versions, plural }) => versions.find((version) => apis.serves(group, version, plural)) ?? '-').join()
    return served(now) !== served(before)
  }
}

function keyOf({ kind, namespace }: WatchPlan): string {
  return `${kind}/${namespace ?? ''}`
}
