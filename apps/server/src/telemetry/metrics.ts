import type { Answer } from '@aks-copilot/contracts'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Clusters } from '../clusters/clusters.ts'
import type { RepairDesk } from '../repairs/repair-desk.ts'
import { LoopLag } from './loop-lag.ts'
import { RepairMetrics } from './repair-metrics.ts'

/** A metric as a reference describes it. */
export interface MetricDescription {
  readonly name: string
  readonly help: string
  readonly kind: 'counter' | 'gauge' | 'histogram'
  readonly labels: readonly string[]
}

/** What the server tells Prometheus of itself. One set for one server. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #lag = new LoopLag()
  readonly #requests = this.#own(
    new Counter({
      name: 'aks_copilot_http_requests_total',
      help: 'Requests by route and status.',
      labelNames: ['method', 'route', 'status'],
      registers: [],
    }),
  )
  readonly #headline = this.#own(
    new Histogram({
      name: 'aks_copilot_answer_headline_seconds',
      help: 'Until the complete answer without a model was there.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
      registers: [],
    }),
  )
  readonly #answers = this.#own(
    new Histogram({
      name: 'aks_copilot_answer_seconds',
      help: 'Until the end of the answer.',
      labelNames: ['intent', 'prose'],
      buckets: [0.01, 0.05, 0.25, 1, 2.5, 5, 10, 30, 60],
      registers: [],
    }),
  )
  readonly #firstToken = this.#own(
    new Histogram({
      name: 'aks_copilot_model_first_token_seconds',
      help: 'Until the model said its first word.',
      buckets: [0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30],
      registers: [],
    }),
  )
  readonly #tokens = this.#own(
    new Counter({
      name: 'aks_copilot_model_tokens_total',
      help: 'Tokens read and written by the model.',
      labelNames: ['direction'],
      registers: [],
    }),
  )
  readonly #dropped = this.#own(
    new Counter({
      name: 'aks_copilot_model_dropped_sentences_total',
      help: 'Sentences of the model that the evidence does not bear out.',
      registers: [],
    }),
  )

  readonly #repairs: RepairMetrics

  constructor(clusters: Clusters, clients: () => number, running: () => number, repairs?: RepairDesk) {
    this.#gauge('aks_copilot_websocket_clients', 'Open WebSockets.', clients)
    this.#gauge('aks_copilot_answers_running', 'Answers under way.', running)
    this.#gauge('aks_copilot_event_loop_lag_seconds', 'The 99th of a hundred delays of the event loop since the last scrape.', () =>
      this.#lag.take(),
    )
    this.#gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss())
    this.#gauge('nodejs_heap_size_used_bytes', 'Heap in use.', () => process.memoryUsage().heapUsed)
    this.#clusters(clusters)
    this.#repairs = new RepairMetrics(this.#registry, repairs)
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  async text(): Promise<string> {
    return await this.#registry.metrics()
  }

  /** What there is, by name; for references, and for checks of dashboards. */
  describe(): MetricDescription[] {
    return this.#registry
      .getMetricsAsArray()
      .map((metric) => ({
        name: metric.name,
        help: metric.help,
        kind: metric instanceof Histogram ? ('histogram' as const) : metric instanceof Counter ? ('counter' as const) : ('gauge' as const),
        labels: 'labelNames' in metric && Array.isArray(metric.labelNames) ? metric.labelNames.map(String) : [],
      }))
      .toSorted((left, right) => left.name.localeCompare(right.name))
  }

  request(method: string, route: string, status: number): void {
    this.#requests.inc({ method, route, status: String(status) })
  }

  /** A notification: `taken`, or the code of what refused it. */
  hook(result: string): void {
    this.#repairs.hook(result)
  }

  headline(milliseconds: number): void {
    this.#headline.observe(milliseconds / 1000)
  }

  end({ intent, model, dropped, timings, tokens }: Answer): void {
    this.#answers.observe({ intent, prose: String(model.used) }, timings.totalMs / 1000)
    if (timings.firstTokenMs !== undefined) this.#firstToken.observe(timings.firstTokenMs / 1000)
    this.#dropped.inc(dropped.length)
    if (tokens === undefined) return
    this.#tokens.inc({ direction: 'prompt' }, tokens.prompt)
    this.#tokens.inc({ direction: 'completion' }, tokens.completion)
  }

  stop(): void {
    this.#lag.stop()
    this.#repairs.stop()
    this.#registry.clear()
  }

  #own<Metric extends Counter | Histogram>(metric: Metric): Metric {
    this.#registry.registerMetric(metric)
    return metric
  }

  #gauge(name: string, help: string, value: () => number): void {
    const gauge: Gauge = new Gauge({ name, help, registers: [this.#registry], collect: () => gauge.set(value()) })
  }

  #clusters(clusters: Clusters): void {
    const gauge = (name: string, help: string, labels: readonly string[], collect: (gauge: Gauge) => void): void => {
      const own: Gauge = new Gauge({
        name,
        help,
        labelNames: [...labels],
        registers: [this.#registry],
        collect: () => {
          own.reset()
          collect(own)
        },
      })
    }
    const each = (set: (view: Clusters['views'][number]) => void) => (): void => clusters.views.forEach(set)
    gauge('aks_copilot_watches', 'Watches by state.', ['cluster', 'state'], (own) =>
      each(({ name, store }) => {
        for (const { state } of store.watches.values()) own.inc({ cluster: name, state })
      })(),
    )
    gauge('aks_copilot_store_bytes', 'What the store holds, by its own estimate.', ['cluster'], (own) =>
      each(({ name, store }) => own.set({ cluster: name }, store.bytes))(),
    )
    gauge('aks_copilot_objects', 'Objects that are known.', ['cluster'], (own) =>
      each(({ name, store }) => own.set({ cluster: name }, store.objects.size))(),
    )
    gauge('aks_copilot_incidents', 'Open incidents by severity.', ['cluster', 'severity'], (own) =>
      each((view) => {
        for (const { state, severity } of view.incidents()) if (state === 'open') own.inc({ cluster: view.name, severity })
      })(),
    )
    gauge('aks_copilot_cluster_state', '1 for the state in which a cluster is followed.', ['cluster', 'state'], (own) =>
      each((view) => own.set({ cluster: view.name, state: view.status().state }, 1))(),
    )
  }
}
