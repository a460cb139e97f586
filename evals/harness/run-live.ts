import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { type ApiServer, type Monitor, monitorCluster, readCluster, type Snapshot } from '@aks-copilot/cluster'
import { containerStates } from '../../packages/cluster/src/detect/container-states.ts'
import type { LiveObject } from '../../packages/cluster/src/context/live-object.ts'
import { ClusterPoll } from './cluster-poll.ts'
import { type Judgement, judge, notReached, type Way } from './judge.ts'
import { ownPart } from './own-part.ts'
import { isWatched, type Scenario } from './read-scenarios.ts'
import { removeRun, removeScenario, stageScenario } from './stage-scenario.ts'

export interface LiveOptions {
  /** How many scenarios are on the cluster at the same time. */
  readonly atOnce: number
  /** Leave everything on the cluster when it is judged. */
  readonly keep: boolean
  /** Gets the state that was judged, and the prefix that all names of the run begin with. */
  readonly record?: ((scenario: Scenario, way: Way, snapshot: Snapshot, prefix: string) => void) | undefined
  readonly tell: (judgement: Judgement, seconds: number) => void
  readonly signal: AbortSignal
}

/** The monitor diagnoses all that is on the cluster each time it looks. */
const EVERY = 10_000

/**
 * Runs scenarios on a real cluster, each in a namespace of its own, and judges one reading of each; those in which something changes are
 * judged once more as a watcher saw them. Cleans up, also when it is aborted.
 */
export async function runLive(api: ApiServer, scenarios: readonly Scenario[], options: LiveOptions): Promise<Judgement[]> {
  const monitor = scenarios.some(isWatched) ? await monitorCluster(api, { every: EVERY }) : undefined
  const run = new LiveRun(api, options, monitor)
  const queue = scenarios.toSorted((left, right) => right.deadline - left.deadline)
  const judgements: Judgement[] = []
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && !options.signal.aborted; next = queue.shift())
      judgements.push(...(await run.scenario(next)))
  }
  try {
    await Promise.all(Array.from({ length: options.atOnce }, worker))
  } finally {
    await monitor?.stop()
    await run.cleanUp()
  }
  return judgements
}

const TRIES = 12
const PAUSE = 1500

/** Whether a container of a pod runs that ended before. */
function runsAgain(object: LiveObject): boolean {
  return object.kind === 'Pod' && containerStates(object).some(({ restarts, running }) => restarts > 0 && running.exists)
}

class LiveRun {
  readonly #api: ApiServer
  readonly #options: LiveOptions
  readonly #monitor: Monitor | undefined
  readonly #id = randomBytes(3).toString('hex')
  readonly #prefix = `ev-${this.#id}-`
  readonly #poll = new ClusterPoll()
  readonly #standing = new Map<string, Scenario>()

  constructor(api: ApiServer, options: LiveOptions, monitor: Monitor | undefined) {
    this.#api = api
    this.#options = options
    this.#monitor = monitor
  }

  async scenario(scenario: Scenario): Promise<Judgement[]> {
    const namespace = `${this.#prefix}${scenario.name}`
    const start = Date.now()
    this.#standing.set(namespace, scenario)
    const judgements = await this.#judge(scenario, namespace)
    for (const judgement of judgements) this.#options.tell(judgement, (Date.now() - start) / 1000)
    if (!this.#options.keep) await this.#remove(scenario, namespace)
    return judgements
  }

  async cleanUp(): Promise<void> {
    if (this.#options.keep) return
    await Promise.all([...this.#standing].map(async ([namespace, scenario]) => await this.#remove(scenario, namespace)))
    await removeRun(this.#id)
  }

  async #judge(scenario: Scenario, namespace: string): Promise<Judgement[]> {
    const { signal } = this.#options
    try {
      await Promise.race([stageScenario(scenario, namespace, this.#id, this.#poll), aborted(signal)])
      const read = this.#say(scenario, namespace, 'read', await this.#read(scenario, namespace))
      if (this.#monitor === undefined || !isWatched(scenario)) return [read]
      this.#monitor.look()
      return [read, this.#say(scenario, namespace, 'watched', this.#monitor.store.snapshot({ namespaces: [namespace] }))]
    } catch (error) {
      return [notReached(scenario, 'read', error instanceof Error ? error.message : String(error))]
    }
  }

  /** What is judged as if it had stood for a while must be able to: not an instant in which a crashing container happens to run. */
  async #read(scenario: Scenario, namespace: string): Promise<Snapshot> {
    const { signal } = this.#options
    for (let tries = scenario.stands > 0 ? TRIES : 1; ; tries--) {
      const snapshot = await readCluster(this.#api, { namespaces: [namespace], signal })
      if (tries <= 1 || !snapshot.objects.some((object) => object.namespace === namespace && runsAgain(object))) return snapshot
      await setTimeout(PAUSE, undefined, { signal })
    }
  }

  #say(scenario: Scenario, namespace: string, way: Way, seen: Snapshot): Judgement {
    const snapshot = ownPart(seen, namespace)
    this.#options.record?.(scenario, way, snapshot, this.#prefix)
    return judge(scenario, way, snapshot, namespace)
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
