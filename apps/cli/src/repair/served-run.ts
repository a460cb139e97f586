import type { AgentState, RepairDetail, RepairMode } from '@aks-copilot/contracts'
import { Wake } from '@aks-copilot/remediation'
import type { RepairWish } from '@aks-copilot/server'
import { isWaitingRun } from './is-waiting-run.ts'
import { repairView } from './repair-view.ts'

/** One run of a server: from the wish, through the states that its loop stores, to its end. */
export class ServedRun {
  readonly wish: RepairWish
  /** By which it may be asked for: a run that goes on after a restart has the id that it had. */
  readonly ids: Set<string>
  /** Rung where something was heard of its application while it waits for people. */
  readonly wake = new Wake()
  /** Times that it could not go on for something that did not answer. */
  faults = 0
  #view: RepairDetail
  #state: AgentState | undefined

  constructor(wish: RepairWish, runId: string, place: { readonly cluster: string; readonly mode: RepairMode; readonly at: string }) {
    const { application, trigger, detail } = wish
    const { cluster, mode, at } = place
    this.wish = wish
    this.ids = new Set([runId])
    this.#view = {
      runId,
      application,
      cluster,
      state: 'queued',
      mode,
      summary: 'It waits for its turn.',
      trigger: { kind: trigger, at, detail },
      startedAt: at,
      updatedAt: at,
      incidents: [],
      attempts: [],
      refusals: [],
      gates: [],
      log: [],
    }
  }

  /** One that was begun before this process. */
  static of(state: AgentState, application: string, cluster: string): ServedRun {
    const { runId, trigger, mode, startedAt, approved } = state
    const kind = trigger.kind === 'approval' ? ('approval' as const) : ('webhook' as const)
    const wish = { application, trigger: kind, detail: trigger.detail, ...(approved === undefined ? {} : { approved }) }
    const run = new ServedRun(wish, runId, { cluster, mode, at: startedAt })
    run.see(state)
    return run
  }

  get view(): RepairDetail {
    return this.#view
  }

  get lastState(): AgentState | undefined {
    return this.#state
  }

  get isOver(): boolean {
    return this.#view.state === 'ended' || this.#view.state === 'failed'
  }

  /** Whether it only waits for people or for a rollout. */
  get isWaiting(): boolean {
    return this.#state !== undefined && isWaitingRun(this.#state)
  }

  see(state: AgentState): void {
    this.#state = state
    this.ids.add(state.runId)
    this.#view = repairView(state, this.wish.application, this.#view.cluster)
  }

  /** Something about it that is no state of its loop. */
  become(state: RepairDetail['state'], summary: string, at: string): void {
    this.#view = { ...this.#view, state, summary, updatedAt: at }
  }
}
