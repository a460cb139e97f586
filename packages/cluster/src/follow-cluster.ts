import { setTimeout as wait } from 'node:timers/promises'
import { CopilotError, type ClusterStatus, type Diagnosis, type Incident, type Outlook } from '@aks-copilot/contracts'
import type { ClusterView, ViewChange } from './cluster-view.ts'
import { type ApiServer, serverTime } from './connect/api-server.ts'
import { ClusterState } from './context/cluster-state.ts'
import { ContextStore } from './context/context-store.ts'
import type { Time } from './context/records.ts'
import { diagnose } from './diagnose-cluster.ts'
import { monitorCluster, type MonitorOptions } from './monitor-cluster.ts'
import { viewMonitor } from './view-monitor.ts'
import { isoTime } from './context/iso-time.ts'

const FIRST_PAUSE = 1000
const LONGEST_PAUSE = 30_000
const STATUS_EVERY = 2000

/** A view of a cluster that is watched from now on, also where it does not answer yet: it is tried again until it does. Closes `api` at the end. */
export function followCluster(api: ApiServer, options: Omit<MonitorOptions, 'onChange' | 'onLook' | 'store'> = {}): ClusterView {
  return new FollowedView(api, options)
}

class FollowedView implements ClusterView {
  readonly name: string
  readonly store: ContextStore
  readonly #api: ApiServer
  readonly #options: MonitorOptions
  readonly #control = new AbortController()
  readonly #listeners = new Set<(change: ViewChange) => void>()
  readonly #ended: Promise<void>
  #view: ReturnType<typeof viewMonitor> | undefined
  /** What is known before the first lists: nothing. */
  #empty: ClusterState | undefined
  /** Why it does not answer, and since when. */
  #fault: { readonly why: string; readonly since: Time } | undefined

  constructor(api: ApiServer, options: MonitorOptions) {
    this.name = api.name
    this.#api = api
    this.#options = options
    const { windowMs, maxBytes } = options
    this.store = new ContextStore({ cluster: api.name, now: () => serverTime(api), windowMs, maxBytes })
    this.#ended = this.#begin()
  }

  now(): Time {
    return this.#view?.now() ?? serverTime(this.#api)
  }

  state(at?: Time): ClusterState {
    return this.#view?.state(at) ?? (this.#empty ??= new ClusterState(this.store.snapshot()))
  }

  incidents(at?: Time): readonly Incident[] {
    return this.#view?.incidents(at) ?? []
  }

  diagnosis(runId: string, at?: Time): Diagnosis {
    return this.#view?.diagnosis(runId, at) ?? diagnose(this.state(), { runId, detectors: [] })
  }

  outlook(at?: Time): readonly Outlook[] {
    return this.#view?.outlook(at) ?? []
  }

  status(): ClusterStatus {
    if (this.#view !== undefined) return this.#view.status()
    const now = this.now()
    const window = { from: isoTime(now - this.store.windowMs), to: isoTime(now) }
    const unknown = {
      name: this.name,
      kind: 'live' as const,
      now: isoTime(now),
      window,
      namespaces: [],
      skipped: [],
      bytes: this.store.bytes,
    }
    if (this.#fault === undefined) return { ...unknown, state: 'connecting', message: 'reading the first lists' }
    return { ...unknown, state: 'lost', message: this.#fault.why, lostSince: isoTime(this.#fault.since) }
  }

  subscribe(listener: (change: ViewChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async stop(): Promise<void> {
    this.#listeners.clear()
    this.#control.abort(new Error('the view was stopped'))
    // What waits for the first lists ends with the connection.
    if (this.#view === undefined) await this.#api.close()
    await this.#ended
    await this.#view?.stop()
    await this.#api.close()
  }

  /** Tries until the first lists are in, then follows by itself. */
  async #begin(): Promise<void> {
    const { signal } = this.#control
    const tell = (change: ViewChange): void => {
      for (const listener of this.#listeners) listener(change)
    }
    for (let pause = FIRST_PAUSE; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      try {
        const monitor = await monitorCluster(this.#api, {
          ...this.#options,
          store: this.store,
          onChange: tell,
          onLook: () => tell({ type: 'summary-changed' }),
        })
        this.#view = viewMonitor(monitor, { startedAt: serverTime(this.#api) })
        tell({ type: 'status-changed' })
        await this.#followStatus(tell)
        return
      } catch (error) {
        if (signal.aborted) return
        this.#fault = { why: reasonOf(error), since: this.#fault?.since ?? Date.now() }
        tell({ type: 'status-changed' })
      }
      // Clusters that come back together shall not be asked together.
      await wait(pause * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined)
    }
  }

  /** That a cluster is lost, or back, is told by nobody else. */
  async #followStatus(tell: (change: ViewChange) => void): Promise<void> {
    const { signal } = this.#control
    for (let before = this.status().state; !signal.aborted;) {
      await wait(STATUS_EVERY, undefined, { signal }).catch(() => undefined)
      const { state } = this.status()
      if (state !== before) tell({ type: 'status-changed' })
      before = state
    }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof CopilotError) return `${error.message} ${error.remedy}`
  return error instanceof Error ? error.message : String(error)
}
