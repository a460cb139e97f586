import type { RepairRun } from '@aks-copilot/contracts'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { RepairDesk } from '../repairs/repair-desk.ts'

const TRIGGERS = ['webhook', 'approval'] as const
/** How a run may end. failed: it stopped where only people go on, who were paged. left: people have this revision before them already. */
const OUTCOMES = ['healthy', 'healed-by-itself', 'handed-over', 'reported', 'stopped', 'failed', 'left'] as const
const STATES = ['queued', 'running', 'waiting'] as const
/** Refusals that somebody has to look at; they are there from the beginning, so that the first one is seen as an increase. */
const REFUSALS = ['HOOK_UNSIGNED', 'HOOK_SIGNATURE_WRONG', 'HOOK_TIME_REFUSED', 'HOOK_REPLAYED'] as const
/** Runs that are remembered, so that none is counted twice. */
const MOST_KNOWN = 1000

/** What a server tells Prometheus of its repairs; without repairs the metrics have no values. */
export class RepairMetrics {
  readonly #begun: Counter
  readonly #ended: Counter
  readonly #refusals: Counter
  readonly #hooks: Counter
  readonly #known = new Set<string>()
  readonly #stop: () => void

  constructor(registry: Registry, desk: RepairDesk | undefined) {
    const counter = (name: string, help: string, labelNames: readonly string[] = []): Counter =>
      new Counter({ name, help, labelNames, registers: [registry] })
    this.#begun = counter('aks_copilot_repairs_begun_total', 'Repairs that were begun, by what began them.', ['trigger'])
    this.#ended = counter('aks_copilot_repairs_ended_total', 'Repairs that ended, by how; failed: it stopped, and people were paged.', [
      'outcome',
    ])
    this.#refusals = counter('aks_copilot_repair_refusals_total', 'Problems of repairs that ended for which there was no proven patch.')
    this.#hooks = counter('aks_copilot_hooks_total', 'Notifications by what came of them: taken, or the code of the refusal.', ['result'])
    const now: Gauge = new Gauge({
      name: 'aks_copilot_repairs',
      help: 'Repairs under way; waiting: for a merge or a rollout.',
      labelNames: ['state'],
      registers: [registry],
      collect: () => {
        if (desk === undefined) return
        for (const state of STATES) now.set({ state }, desk.runs().filter((run) => stateOf(run) === state).length)
      },
    })
    if (desk !== undefined) this.#beginAtNothing()
    this.#stop = desk?.subscribe((run) => this.#see(run, desk)) ?? (() => undefined)
  }

  hook(result: string): void {
    this.#hooks.inc({ result })
  }

  stop(): void {
    this.#stop()
  }

  /** What never was cannot be seen to rise. */
  #beginAtNothing(): void {
    for (const trigger of TRIGGERS) this.#begun.inc({ trigger }, 0)
    for (const outcome of OUTCOMES) this.#ended.inc({ outcome }, 0)
    for (const result of ['taken', ...REFUSALS]) this.#hooks.inc({ result }, 0)
  }

  #see(run: RepairRun, desk: RepairDesk): void {
    const { runId, state, phase, trigger, outcome } = run
    // One that goes on after a restart comes with its phase, and one that is tried again came before.
    if (state === 'queued' && phase === undefined && this.#isNew(`begun ${runId}`)) this.#begun.inc({ trigger: trigger.kind })
    if ((state !== 'ended' && state !== 'failed') || !this.#isNew(`ended ${runId}`)) return
    this.#ended.inc({ outcome: state === 'failed' ? 'failed' : (outcome?.kind ?? 'left') })
    this.#refusals.inc(desk.run(runId)?.refusals.length ?? 0)
  }

  #isNew(key: string): boolean {
    if (this.#known.has(key)) return false
    this.#known.add(key)
    if (this.#known.size > MOST_KNOWN) for (const oldest of [...this.#known].slice(0, MOST_KNOWN / 2)) this.#known.delete(oldest)
    return true
  }
}

/** Undefined for one that is over. */
function stateOf({ state, phase }: RepairRun): (typeof STATES)[number] | undefined {
  if (state === 'queued') return 'queued'
  if (state !== 'running') return undefined
  return phase === 'waiting' ? 'waiting' : 'running'
}
