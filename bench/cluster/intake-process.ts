/** Takes watch events in until so many came, and tells its parent how fast: `node intake-process.ts TAKER KUBECONFIG EVENTS BYTES_OF_AN_EVENT`. */
import { connectCluster } from '../../packages/cluster/src/connect/connect-cluster.ts'
import { ContextStore } from '../../packages/cluster/src/context/context-store.ts'
import type { LiveObject } from '../../packages/cluster/src/context/live-object.ts'
import { watchCluster } from '../../packages/cluster/src/watch/watch-cluster.ts'

/** Who takes: our watcher and store, the informer of the usual client, or nobody (bytes are counted and dropped). */
export type Taker = 'store' | 'informer' | 'nothing'

export interface IntakeResult {
  readonly perSecond: number
  readonly megabytesPerSecond: number
  /** Microseconds, of all threads of the process. */
  readonly cpuPerEvent: number
  /** Resident, at most. */
  readonly megabytes: number
}

const NEWLINE = 10

const WARMING = 20_000

class Meter {
  readonly #wanted: number
  /** What comes while the code is still being compiled does not count. */
  #count = -WARMING
  #startedAt = 0
  #cpu = process.cpuUsage()

  constructor(events: number) {
    this.#wanted = events - WARMING
  }

  take(events = 1): void {
    this.#count += events
    if (this.#count <= 0 || this.#startedAt === 0) {
      this.#startedAt = performance.now()
      this.#cpu = process.cpuUsage()
    }
    if (this.#count < this.#wanted) return
    this.#count = Number.NEGATIVE_INFINITY
    const seconds = (performance.now() - this.#startedAt) / 1000
    const { user, system } = process.cpuUsage(this.#cpu)
    process.send?.({
      name: 'done',
      perSecond: this.#wanted / seconds,
      megabytesPerSecond: (this.#wanted * Number(bytesOfEvent)) / seconds / 1e6,
      cpuPerEvent: (user + system) / this.#wanted,
      megabytes: process.resourceUsage().maxRSS / 1024,
    })
  }
}

const [, , taker = '', kubeconfig = '', events = '0', bytesOfEvent = '0'] = process.argv
const meter = new Meter(Number(events))
const TAKERS: Readonly<Record<string, () => Promise<void>>> = { store: intoStore, informer: intoInformer, nothing: intoNothing }
await TAKERS[taker]?.()
process.send?.({ name: 'ready' })
process.on('disconnect', () => process.exit(0))

async function intoStore(): Promise<void> {
  const api = connectCluster({ kubeconfig, environment: {} })
  const store = new ContextStore({ cluster: 'bench', now: Date.now })
  const changed = store.changed.bind(store)
  store.changed = (type: 'added' | 'modified' | 'deleted', object: LiveObject, at: number): void => {
    changed(type, object, at)
    if (object.kind === 'Pod') meter.take()
  }
  await (
    await watchCluster(api, store)
  ).ready
  // The watches begin when the lists are in.
  await new Promise((resolve) => setTimeout(resolve, 500))
}

async function intoInformer(): Promise<void> {
  const { CoreV1Api, KubeConfig, makeInformer } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  config.loadFromFile(kubeconfig)
  const core = config.makeApiClient(CoreV1Api)
  const informer = makeInformer(config, '/api/v1/pods', async () => await core.listPodForAllNamespaces())
  informer.on('update', () => meter.take())
  await informer.start()
  await new Promise((resolve) => setTimeout(resolve, 500))
}

async function intoNothing(): Promise<void> {
  const api = connectCluster({ kubeconfig, environment: {} })
  const body = await api.stream('/api/v1/pods', { query: { watch: true } })
  void (async () => {
    for await (const chunk of body) {
      let lines = 0
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1
      if (lines > 0) meter.take(lines)
    }
  })()
}
