import { CopilotError } from '@aks-copilot/contracts'
import { ApiFault, type ApiServer, serverTime } from '../connect/api-server.ts'
import type { WatchPlan } from '../connect/survey-permissions.ts'
import type { LiveObject } from '../context/live-object.ts'
import { dropManagedFields } from './drop-managed-fields.ts'
import type { Intake } from './intake.ts'
import { KnownSpecs } from './known-specs.ts'
import { listAs, METADATA_ONLY, METADATA_ONLY_EVENTS } from './list-objects.ts'
import { readEvent } from './read-event.ts'
import type { WatchSink, WatchState } from './sink.ts'
import { readWatch, type WatchEvent } from './watch-stream.ts'
import { about, pause, pauseAfter, type WatchTiming } from './watch-timing.ts'

/** What all watches of a cluster share. */
export interface WatchPlace {
  readonly api: ApiServer
  readonly sink: WatchSink
  readonly intake: Intake
  readonly timing: WatchTiming
  /** Runs a list when one of a few places is free: lists are what costs an API server most. */
  readonly listing: <Result>(list: () => Promise<Result>) => Promise<Result>
}

/** Why a watch gave up: somebody stopped it, the cluster no longer has the kind, or the right to read it was taken. */
export type WatchEnd = 'stopped' | 'not-served' | 'denied'

const CHANGES = { ADDED: 'added', MODIFIED: 'modified', DELETED: 'deleted' } as const
/** Breaks in a row at the same place, with a server that answers, after which the place itself is taken for the reason. */
const MOST_BREAKS = 4

/**
 * Lists one kind, then follows it, through every kind of break, until the signal ends it or there is nothing more to follow. After each
 * break the watch goes on from the last resourceVersion that was seen; a new list is made only where the server no longer knows it.
 */
export async function watchKind(place: WatchPlace, plan: WatchPlan, signal: AbortSignal, listed: () => void): Promise<WatchEnd> {
  return await new KindWatch(place, plan, signal, listed).run()
}

class KindWatch {
  readonly #place: WatchPlace
  readonly #plan: WatchPlan
  readonly #signal: AbortSignal
  readonly #listed: () => void
  /** '' before the first list, and when the server no longer knows where we are. */
  #resourceVersion = ''
  #breaks = 0
  /** Breaks since something last arrived. */
  #breaksInRow = 0
  #openedAt = 0
  #worked = false
  #lastWord = 0
  #isBlind = false
  #polls: boolean
  readonly #specs = new KnownSpecs()

  constructor(place: WatchPlace, plan: WatchPlan, signal: AbortSignal, listed: () => void) {
    this.#place = place
    this.#plan = plan
    this.#signal = signal
    this.#listed = listed
    this.#polls = plan.mode === 'list'
  }

  async run(): Promise<WatchEnd> {
    while (!this.#signal.aborted)
      try {
        if (this.#resourceVersion === '') await this.#list()
        if (this.#polls) await this.#waitForPoll()
        else await this.#watch()
      } catch (error) {
        const end = this.#signal.aborted ? 'stopped' : await this.#recover(error)
        if (end !== undefined) return this.#ended(end, error)
      }
    return this.#ended('stopped')
  }

  async #list(): Promise<void> {
    const { api, sink, listing } = this.#place
    const { kind, namespace, path, accept } = this.#plan
    this.#tell('listing')
    const { items, resourceVersion } = await listing(async () => await listAs(api, path, this.#keep, { accept, signal: this.#signal }))
    this.#specs.clear()
    if (kind !== 'Event') sink.replaced(kind, namespace, items, serverTime(this.#place.api))
    this.#sees()
    this.#resourceVersion = resourceVersion
    this.#worked = true
    this.#listed()
  }

  /** Events are records of their own: they go to the sink as they come. */
  readonly #keep = (raw: Readonly<Record<string, unknown>>): LiveObject | undefined => {
    const { kind, apiVersion } = this.#plan
    if (kind !== 'Event') return this.#place.intake.object(raw, kind, apiVersion)
    const event = readEvent(raw)
    if (event !== undefined) this.#place.sink.event(event)
    return undefined
  }

  get #prepare(): ((line: string) => string) | undefined {
    const { kind } = this.#plan
    if (kind === 'Pod') return (line) => this.#specs.cut(line)
    return kind === 'Event' ? dropManagedFields : undefined
  }

  /** What is kept of an object that a watch told of. */
  #keepTold(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: Readonly<Record<string, unknown>>): LiveObject | undefined {
    const { kind, apiVersion } = this.#plan
    if (kind === 'Event') return type === 'DELETED' ? undefined : this.#keep(object)
    if (kind !== 'Pod') return this.#keep(object)
    const completed = this.#specs.complete(object)
    const kept = this.#place.intake.object(completed.object, kind, apiVersion, completed.spec?.kept)
    if (type === 'DELETED') this.#specs.forget(kept.uid)
    else this.#specs.keep(kept, completed)
    return kept
  }

  async #watch(): Promise<void> {
    const { api, timing } = this.#place
    const { path, accept } = this.#plan
    this.#openedAt = Date.now()
    const stream = readWatch(api, {
      path,
      resourceVersion: this.#resourceVersion,
      accept: accept === METADATA_ONLY ? METADATA_ONLY_EVENTS : accept,
      watchFor: timing.watchFor * (1 + Math.random()),
      silence: timing.silence,
      signal: this.#signal,
      opened: () => {
        if (this.#isBlind) this.#sees()
        this.#tell('watching')
      },
      take: this.#take,
      prepare: this.#prepare,
    })
    // Events have no bookmarks: a watch of them that hears nothing is as good as over.
    await stream.catch((error: unknown) => {
      if (this.#plan.kind !== 'Event' || !(error instanceof ApiFault) || error.reason !== 'Silent') throw error
    })
    // A server that goes away for a restart ends its watches as if they were over: what ends at once is a break.
    if (Date.now() - this.#openedAt < timing.firstPause) throw new ApiFault(0, 'Closed', 'the watch ended as soon as it began')
    this.#breaksInRow = 0
  }

  readonly #take = ({ type, object, resourceVersion }: WatchEvent): void => {
    if (type !== 'BOOKMARK') {
      const kept = this.#keepTold(type, object)
      if (kept !== undefined) this.#place.sink.changed(CHANGES[type], kept, serverTime(this.#place.api))
    }
    this.#resourceVersion = resourceVersion
    this.#breaksInRow = 0
    this.#lastWord = Date.now()
  }

  async #waitForPoll(): Promise<void> {
    this.#breaksInRow = 0
    this.#tell('waiting', `${this.#plan.why ?? 'it cannot be watched'}: it is listed every ${Math.round(this.#place.timing.poll / 1000)} s`)
    await pause(about(this.#place.timing.poll), this.#signal)
    this.#resourceVersion = ''
  }

  /** Decides what a break means, and waits as long as it should. The end of the watch where going on makes no sense. */
  async #recover(error: unknown): Promise<WatchEnd | undefined> {
    this.#breaks++
    this.#breaksInRow++
    const fault = error instanceof ApiFault ? error : undefined
    // A server that has just started may not know its CRDs and rights yet: what worked before is tried again.
    if ((fault?.status === 404 || fault?.status === 403) && (!this.#worked || this.#breaksInRow >= MOST_BREAKS))
      return fault.status === 404 ? 'not-served' : 'denied'
    if (fault?.status === 405) this.#polls = true
    const again = this.#mustListAgain(error)
    if (again) this.#resourceVersion = ''
    // The first break of a watch that worked is mended at once: most are a restart or a time-out somewhere on the way.
    const soon = this.#breaksInRow === 1 && (fault?.status === 410 || fault?.reason === 'Silent')
    this.#tell('waiting', reasonOf(error))
    this.#tellBlindness(reasonOf(error))
    if (!soon) await pause(pauseAfter(this.#breaksInRow, this.#place.timing, fault?.retryAfter), this.#signal)
    return undefined
  }

  /** What was never listed, or of which nothing was heard for a while in spite of several tries, is not observed: what is known may be old. */
  #tellBlindness(why: string): void {
    const { kind, namespace } = this.#plan
    const waited = this.#worked ? Date.now() - this.#lastWord >= this.#place.timing.blindness : true
    if (this.#isBlind || this.#breaksInRow < 2 || !waited) return
    this.#isBlind = true
    this.#place.sink.covered({ kind, ...(namespace === undefined ? {} : { namespace }), observation: 'not-observed', why })
    this.#listed()
  }

  /** The server answered: what is known is what is. */
  #sees(): void {
    const { kind, namespace } = this.#plan
    this.#lastWord = Date.now()
    this.#isBlind = false
    this.#place.sink.covered({ kind, ...(namespace === undefined ? {} : { namespace }), observation: 'observed' })
  }

  /** The server no longer knows the place, or chokes on it, or what came from there could not be taken. */
  #mustListAgain(error: unknown): boolean {
    if (!(error instanceof ApiFault)) return !(error instanceof CopilotError)
    if (error.status === 410 || error.status === 400 || error.status === 405 || error.reason === 'Expired') return true
    const answered = error.status >= 500 || error.reason === 'Malformed' || error.reason === 'TooLarge'
    return answered && this.#breaksInRow >= MOST_BREAKS
  }

  #ended(end: WatchEnd, error?: unknown): WatchEnd {
    const { kind, namespace } = this.#plan
    const place = namespace === undefined ? {} : { namespace }
    const { sink } = this.#place
    if (end === 'stopped') this.#tell('stopped')
    else if (end === 'denied') {
      sink.covered({ kind, ...place, observation: 'not-permitted', why: reasonOf(error) })
      this.#tell('waiting', reasonOf(error))
    } else this.#tell('waiting', 'the cluster no longer serves it')
    this.#listed()
    return end
  }

  #tell(state: WatchState['state'], why?: string): void {
    const { kind, namespace } = this.#plan
    this.#place.sink.watching({
      kind,
      namespace,
      state,
      why,
      since: Date.now(),
      resourceVersion: this.#resourceVersion,
      breaks: this.#breaks,
    })
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
