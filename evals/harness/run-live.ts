import { randomBytes } from 'node:crypto'
import { type ApiServer, readCluster, type Snapshot } from '@aks-copilot/cluster'
import { ClusterPoll } from './cluster-poll.ts'
import { type Judgement, judge, notReached } from './judge.ts'
import { ownPart } from './own-part.ts'
import type { Scenario } from './read-scenarios.ts'
import { removeRun, removeScenario, stageScenario } from './stage-scenario.ts'

export interface LiveOptions {
  /** How many scenarios are on the cluster at the same time. */
  readonly atOnce: number
  /** Leave everything on the cluster when it is judged. */
  readonly keep: boolean
  /** Gets the state that was judged, and the prefix that all names of the run begin with. */
  readonly record?: ((scenario: Scenario, snapshot: Snapshot, prefix: string) => void) | undefined
  readonly tell: (judgement: Judgement, seconds: number) => void
  readonly signal: AbortSignal
}

/** Runs scenarios on a real cluster, each in a namespace of its own, and judges one reading of each. Cleans up, also when it is aborted. */
export async function runLive(api: ApiServer, scenarios: readonly Scenario[], options: LiveOptions): Promise<Judgement[]> {
  const run = new LiveRun(api, options)
  const queue = scenarios.toSorted((left, right) => right.deadline - left.deadline)
  const judgements: Judgement[] = []
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && !options.signal.aborted; next = queue.shift())
      judgements.push(await run.scenario(next))
  }
  try {
    await Promise.all(Array.from({ length: options.atOnce }, worker))
  } finally {
    await run.cleanUp()
  }
  return judgements
}

class LiveRun {
  readonly #api: ApiServer
  readonly #options: LiveOptions
  readonly #id = randomBytes(3).toString('hex')
  readonly #prefix = `ev-${this.#id}-`
  readonly #poll = new ClusterPoll()
  readonly #standing = new Map<string, Scenario>()

  constructor(api: ApiServer, options: LiveOptions) {
    this.#api = api
    this.#options = options
  }

  async scenario(scenario: Scenario): Promise<Judgement> {
    const namespace = `${this.#prefix}${scenario.name}`
    const start = Date.now()
    this.#standing.set(namespace, scenario)
    const judgement = await this.#judge(scenario, namespace)
    this.#options.tell(judgement, (Date.now() - start) / 1000)
    if (!this.#options.keep) await this.#remove(scenario, namespace)
    return judgement
  }

  async cleanUp(): Promise<void> {
    if (this.#options.keep) return
    await Promise.all([...this.#standing].map(async ([namespace, scenario]) => await this.#remove(scenario, namespace)))
    await removeRun(this.#id)
  }

  async #judge(scenario: Scenario, namespace: string): Promise<Judgement> {
    const { signal, record } = this.#options
    try {
      await Promise.race([stageScenario(scenario, namespace, this.#id, this.#poll), aborted(signal)])
      const snapshot = ownPart(await readCluster(this.#api, { namespaces: [namespace], signal }), namespace)
      record?.(scenario, snapshot, this.#prefix)
      return judge(scenario, snapshot, namespace)
    } catch (error) {
      return notReached(scenario, error instanceof Error ? error.message : String(error))
    }
  }

  async #remove(scenario: Scenario, namespace: string): Promise<void> {
    this.#standing.delete(namespace)
    await removeScenario(scenario, namespace).catch((error: unknown) => console.error(`evals: ${String(error)}`))
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  return await new Promise((_, reject) => {
    if (signal.aborted) reject(new Error('stopped'))
    else signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true })
  })
}
