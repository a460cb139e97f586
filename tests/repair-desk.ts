import type { RepairDetail, RepairMode, RepairRun } from '@aks-copilot/contracts'
import type { RepairDesk, RepairWish } from '@aks-copilot/server'

/** A desk that remembers what it was asked for. Its Applications consist of the objects that are named to it. */
export class RememberingDesk implements RepairDesk {
  readonly cluster: string
  readonly mode: RepairMode
  readonly wishes: RepairWish[] = []
  readonly audited: { readonly what: string; readonly detail: Readonly<Record<string, unknown>> }[] = []
  /** `Service shop/cart` → the name of its Application. */
  readonly owners = new Map<string, string>()
  isFull = false
  isStopped = false
  readonly #runs: RepairDetail[] = []
  readonly #listeners = new Set<(run: RepairRun) => void>()

  constructor(cluster = 'test', mode: RepairMode = 'propose') {
    this.cluster = cluster
    this.mode = mode
  }

  nameOf(application: string, namespace: string | undefined): string {
    return namespace === undefined || namespace === 'argocd' ? application : `${namespace}/${application}`
  }

  trigger(wish: RepairWish): { tries: boolean; run: RepairRun } {
    if (this.isFull) throw Object.assign(new Error('full'), { statusCode: 429 })
    this.wishes.push(wish)
    const known = this.#runs.find(({ application }) => application === wish.application)
    if (known !== undefined) return { tries: wish.approved === undefined, run: known }
    const at = '2026-11-22T10:00:00.000Z'
    const run: RepairDetail = {
      runId: `run-${this.#runs.length + 1}`,
      application: wish.application,
      cluster: this.cluster,
      state: 'running',
      phase: 'observing',
      mode: this.mode,
      summary: 'The application is looked at.',
      trigger: { kind: wish.trigger, at, detail: wish.detail },
      startedAt: at,
      updatedAt: at,
      incidents: [],
      attempts: [],
      refusals: [],
      gates: [],
      log: [],
    }
    this.put(run)
    return { tries: true, run }
  }

  /** What the loop would store next. */
  put(run: RepairDetail): void {
    const at = this.#runs.findIndex(({ runId }) => runId === run.runId)
    if (at < 0) this.#runs.push(run)
    else this.#runs[at] = run
    for (const listener of this.#listeners) listener(run)
  }

  runs(): readonly RepairRun[] {
    return this.#runs.toReversed()
  }

  run(runId: string): RepairDetail | undefined {
    return this.#runs.find((run) => run.runId === runId)
  }

  async claims(
    application: string,
    { kind, namespace, name }: { kind: string; namespace?: string | undefined; name: string },
  ): ReturnType<RepairDesk['claims']> {
    const isOwner = this.owners.get(`${kind} ${namespace ?? ''}/${name}`) === application
    return await Promise.resolve(isOwner ? { application, mayChange: true } : undefined)
  }

  subscribe(listener: (run: RepairRun) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  audit(what: string, _: string, detail: Readonly<Record<string, unknown>>): void {
    this.audited.push({ what, detail })
  }

  async stop(): Promise<void> {
    this.isStopped = true
    await Promise.resolve()
  }
}
