import { ApiFault, type ApiServer } from '../connect/api-server.ts'
import type { ClusterState } from '../context/cluster-state.ts'
import type { CoverageEntry, Observation } from '../context/coverage.ts'
import type { LiveObject } from '../context/live-object.ts'
import type { MetricSeries } from '../context/records.ts'
import { mapBounded } from '../map-bounded.ts'
import { type Periods, readPeriods, readSummary, type Summary } from './kubelet.ts'
import { readNodeMetrics, readPodMetrics } from './metrics-api.ts'
import { type Reading, seriesOf } from './readings.ts'
import { limitedContainer, limitedContainers, throttledShare, throttlingReading } from './throttling.ts'

export interface ReadMetricsOptions {
  readonly signal?: AbortSignal | undefined
  /** Milliseconds for all; default 4,000. */
  readonly timeout?: number
  /** Kubelets asked for volumes (and, without the metrics API, for everything) at most; default 60. */
  readonly mostNodes?: number
  /** Kubelets asked for throttling at most, for that answer is long: default 3. 0: none. */
  readonly mostThrottlingNodes?: number
  /** Nodes asked for throttling; default: those of pods that are not ready and have a CPU limit. */
  readonly throttlingOf?: (pod: LiveObject) => boolean
  /** Whether kubelets may be asked at all; default: yes, and the first one that refuses speaks for all. */
  readonly mayAskKubelets?: () => Promise<boolean>
  /** CPU periods as they stood at the last reading, which this one brings up to date. */
  readonly periods?: Map<string, Periods>
}

export interface MetricsReading {
  readonly series: readonly MetricSeries[]
  /** Of kinds `metrics` (CPU and memory), `volume metrics`, `throttling metrics`. */
  readonly coverage: readonly CoverageEntry[]
}

const AT_ONCE = 6

/**
 * One reading of metrics: CPU and memory from metrics.k8s.io, else from the kubelets; how full volumes are and how much CPU is throttled
 * from the kubelets, where `nodes/proxy` is permitted. Never throws for what a cluster refuses; that is in `coverage`.
 */
export async function readMetrics(api: ApiServer, state: ClusterState, options: ReadMetricsOptions = {}): Promise<MetricsReading> {
  const deadline = AbortSignal.timeout(options.timeout ?? 4_000)
  const reader = new MetricsReader(
    api,
    state,
    options,
    options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline]),
  )
  const reading = await reader.read()
  options.signal?.throwIfAborted()
  return reading
}

class MetricsReader {
  readonly #api: ApiServer
  readonly #state: ClusterState
  readonly #options: ReadMetricsOptions
  readonly #signal: AbortSignal
  readonly #coverage: CoverageEntry[] = []
  /** Why kubelets can't be asked, once one of them could not. */
  #refusal: CoverageEntry | undefined

  constructor(api: ApiServer, state: ClusterState, options: ReadMetricsOptions, signal: AbortSignal) {
    this.#api = api
    this.#state = state
    this.#options = options
    this.#signal = signal
  }

  async read(): Promise<MetricsReading> {
    const usage = await this.#fromApi()
    const summaries = await this.#summaries(usage instanceof ApiFault)
    const throttling = await this.#throttling()
    const known = usage instanceof ApiFault ? this.#fromKubelets(usage, summaries) : usage
    return { series: seriesOf([...known, ...summaries.flatMap(({ volumes }) => volumes), ...throttling]), coverage: this.#coverage }
  }

  async #fromApi(): Promise<Reading[] | ApiFault> {
    try {
      const [pods, nodes] = await Promise.all([this.#podMetrics(), this.#nodeMetrics()])
      this.#coverage.push({ kind: 'metrics', observation: 'observed' })
      return [...pods, ...nodes]
    } catch (fault) {
      return fault instanceof ApiFault ? fault : new ApiFault(0, 'Timeout', 'the metrics API did not answer in time', { cause: fault })
    }
  }

  /** Of all namespaces; where only some are read, or may be, of those that are known. */
  async #podMetrics(): Promise<Reading[]> {
    const isNarrow = this.#state.coverage.entries.some(({ kind, namespace }) => kind === 'Pod' && namespace !== undefined)
    if (isNarrow) return await this.#podMetricsOfNamespaces()
    try {
      return await readPodMetrics(this.#api, undefined, this.#signal)
    } catch (fault) {
      if (!(fault instanceof ApiFault) || fault.status !== 403) throw fault
      return await this.#podMetricsOfNamespaces()
    }
  }

  async #podMetricsOfNamespaces(): Promise<Reading[]> {
    const [head, ...others] = new Set(this.#state.list('Pod').map(({ namespace }) => namespace ?? ''))
    if (head === undefined) return []
    const first = await readPodMetrics(this.#api, head, this.#signal)
    const rest = await mapBounded(others, AT_ONCE, async (one) => await readPodMetrics(this.#api, one, this.#signal).catch(() => []))
    return [...first, ...rest.flat()]
  }

  /** Of nobody whose nodes may not be read either: each refusal is a line in the audit log of the API server. */
  async #nodeMetrics(): Promise<Reading[]> {
    if (this.#state.coverage.of('Node').observation === 'not-permitted') return []
    return await readNodeMetrics(this.#api, this.#signal).catch(() => [])
  }

  /** Of the nodes with claims; without the metrics API, of all. */
  async #summaries(all: boolean): Promise<Summary[]> {
    const pods = this.#state.list('Pod').filter((pod) => all || usesClaims(pod))
    const nodes = nodesOf(pods)
    const asked = nodes.slice(0, this.#options.mostNodes ?? 60)
    const summaries = await this.#ask(asked, async (node) => await readSummary(this.#api, node, this.#signal))
    this.#cover('volume metrics', summaries.length, asked.length, nodes.length)
    return summaries
  }

  #fromKubelets(fault: ApiFault, summaries: readonly Summary[]): Reading[] {
    const usage = summaries.flatMap((summary) => summary.usage)
    if (usage.length > 0) this.#coverage.push({ kind: 'metrics', observation: 'observed' })
    else {
      const because = this.#refusal?.why === undefined ? '' : `, and the kubelets can't be asked: ${this.#refusal.why}`
      const absent = fault.status === 404 || fault.status === 503
      const observation: Observation = absent ? 'not-served' : observationOf(fault)
      this.#coverage.push({ kind: 'metrics', observation, why: `${absent ? 'the metrics API is not installed' : fault.message}${because}` })
    }
    return usage
  }

  async #throttling(): Promise<Reading[]> {
    const { throttlingOf = isNotReady, mostThrottlingNodes = 3, periods: before } = this.#options
    const pods = this.#state.list('Pod').filter((pod) => limitedContainers(pod).length > 0 && throttlingOf(pod))
    const nodes = nodesOf(pods)
    const asked = nodes.slice(0, mostThrottlingNodes)
    const read = await this.#ask(asked, async (node) => await readPeriods(this.#api, node, this.#signal, () => this.#state.now))
    this.#cover('throttling metrics', read.length, asked.length, nodes.length)
    return read.flat().flatMap((periods) => this.#share(periods, before))
  }

  #share(periods: Periods, before: Map<string, Periods> | undefined): Reading[] {
    const pod = this.#state.find('Pod', periods.namespace, periods.pod)
    const container = pod === undefined ? undefined : limitedContainer(pod, periods)
    if (pod === undefined || container === undefined) return []
    const key = `${pod.uid} ${container}`
    const share = throttledShare(periods, before?.get(key))
    before?.set(key, periods)
    return share === undefined ? [] : [throttlingReading(pod, container, periods.at, share)]
  }

  /** Asks kubelets; the first one that may not be asked speaks for all. */
  async #ask<Answer>(nodes: readonly string[], read: (node: string) => Promise<Answer>): Promise<Answer[]> {
    // A refusal in the audit log every half minute would alarm whoever reads it.
    if (nodes.length > 0 && this.#refusal === undefined && !((await this.#options.mayAskKubelets?.()) ?? true))
      this.#refusal = { kind: '', observation: 'not-permitted', why: 'you may not get nodes/proxy' }
    const answers = await mapBounded(nodes, AT_ONCE, async (node): Promise<Answer | undefined> => {
      if (this.#refusal?.observation === 'not-permitted' || this.#signal.aborted) return undefined
      try {
        return await read(node)
      } catch (fault) {
        const why = fault instanceof ApiFault ? fault.message : 'a kubelet did not answer in time'
        this.#refusal = { kind: '', observation: observationOf(fault), why }
        return undefined
      }
    })
    return answers.filter((answer) => answer !== undefined)
  }

  #cover(kind: string, answered: number, asked: number, wanted: number): void {
    if (answered === wanted) this.#coverage.push({ kind, observation: 'observed' })
    else if (answered === 0 && this.#refusal !== undefined) this.#coverage.push({ ...this.#refusal, kind })
    else this.#coverage.push({ kind, observation: 'not-observed', why: whyFewer(answered, asked, wanted) })
  }
}

function whyFewer(answered: number, asked: number, wanted: number): string {
  return answered < asked ? `${asked - answered} of ${asked} kubelets did not answer` : `only ${asked} of ${wanted} nodes were asked`
}

function observationOf(fault: unknown): Observation {
  return fault instanceof ApiFault && (fault.status === 401 || fault.status === 403) ? 'not-permitted' : 'not-observed'
}

function nodesOf(pods: readonly LiveObject[]): string[] {
  return [...new Set(pods.flatMap((pod) => pod.spec.at('nodeName').text ?? []))]
}

function usesClaims(pod: LiveObject): boolean {
  return pod.spec
    .at('volumes')
    .items()
    .some((volume) => volume.at('persistentVolumeClaim').exists || volume.at('ephemeral').exists)
}

function isNotReady(pod: LiveObject): boolean {
  return pod.status.at('phase').is('Running') && !pod.condition('Ready').at('status').is('True')
}
