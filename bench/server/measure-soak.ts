import { type ChildProcess, fork } from 'node:child_process'
import { dirname } from 'node:path'
import { type Behaviour, FakeEndpoint } from '../../packages/models/src/test-support/fake-endpoint.ts'
import { atMost, figure } from '../cluster/bar.ts'
import { SyntheticCluster } from '../cluster/start-server.ts'
import { built, nextMessage } from './server-child.ts'
import type { SoakReport, SoakTick } from './soak-process.ts'
import { VISITS } from './soak-users.ts'

const MINUTE = 60_000
const MEGABYTE = 1024 * 1024
const HOURS = 12
/** The window of two hours is full, and so are the conversations that are kept. */
const REPORT_AT = [4, 6, 8, 10, 12]
const LINES_A_MINUTE = 30
const VISITS_A_MINUTE = 3
/** Connections that are kept for a next request end by themselves. */
const SETTLE = 8000

/** Watches and log followers come and go with the pods of the moment; what visits left behind would be hundreds. */
const SLACK = 8

/** What the model's endpoint does, in turn: mostly what it should. */
const BEHAVIOURS: readonly Behaviour[] = [
  { does: 'say', words: ['The', ' cause', ' is', ' told', ' above', '. '], everyMs: 2 },
  { does: 'die' },
  { does: 'say', words: ['Nothing', ' else', ' is', ' known', '. '], everyMs: 2 },
  { does: 'status', status: 429 },
  { does: 'say', words: ['rm -rf /', ' is', ' the', ' answer', '. '] },
  { does: 'raw', text: 'data: {"no": json}\n\n' },
  { does: 'hang-in-the-middle' },
  { does: 'reset' },
]

/** Twelve hours of `serve`, played fast: users that come, ask, take back, send rubbish and go, and a model that fails in every way. */
export async function measureServeSoak(): Promise<void> {
  const start = Date.now()
  const endpoint = await FakeEndpoint.start({ flavour: 'openai' })
  const cluster = await SyntheticCluster.start({ pods: 100, now: start })
  const program = await built('soak-process.ts', dirname(cluster.kubeconfig))
  const worker = new URL('../../apps/server/src/manifests/manifest-worker.ts', import.meta.url).href
  const child = fork(program, [cluster.kubeconfig, String(start), endpoint.origin, worker], { execArgv: ['--expose-gc'] })
  try {
    const { url } = (await nextMessage(child)) as { readonly url: string }
    const soak = new Soak(url, child, endpoint)
    const reports: SoakReport[] = []
    for (let minute = 1; minute <= HOURS * 60; minute++) {
      const at = start + minute * MINUTE
      await cluster.order({ do: 'minute', at, lines: LINES_A_MINUTE })
      await Promise.all([soak.tick({ at, report: false }), soak.visits(VISITS_A_MINUTE)])
      if (REPORT_AT.includes(minute / 60)) reports.push(await soak.report(at))
    }
    tell(reports, soak)
  } finally {
    child.disconnect()
    cluster.stop()
    await endpoint.stop()
  }
}

class Soak {
  readonly failures: string[] = []
  visited = 0
  readonly #url: string
  readonly #child: ChildProcess
  readonly #endpoint: FakeEndpoint
  #behaved = 0

  constructor(url: string, child: ChildProcess, endpoint: FakeEndpoint) {
    this.#url = url
    this.#child = child
    this.#endpoint = endpoint
  }

  async tick(tick: SoakTick): Promise<unknown> {
    this.#child.send(tick)
    return await nextMessage(this.#child)
  }

  /** Some visits at once, one kind after the other. */
  async visits(count: number): Promise<void> {
    const { behaviours } = this.#endpoint
    while (behaviours.length < 20) behaviours.push(BEHAVIOURS[this.#behaved++ % BEHAVIOURS.length] ?? { does: 'hang' })
    await Promise.all(Array.from({ length: count }, async () => await this.#visit()))
  }

  async #visit(): Promise<void> {
    const kinds = Object.entries(VISITS)
    const [kind, visit] = kinds[this.visited % kinds.length] ?? []
    this.visited += 1
    await visit?.(this.#url).catch((error: unknown) => this.failures.push(`${kind}: ${error instanceof Error ? error.message : 'failed'}`))
  }

  /** How the server is when all users are gone. */
  async report(at: number): Promise<SoakReport> {
    await new Promise((resolve) => setTimeout(resolve, SETTLE))
    // What users asked for is kept by this end.
    this.#endpoint.asked.length = 0
    return (await this.tick({ at, report: true })) as SoakReport
  }
}

function tell(reports: readonly SoakReport[], { visited, failures }: Soak): void {
  const [first, last] = [reports[0], reports.at(-1)]
  if (first === undefined || last === undefined) return
  atMost(
    `serve for ${HOURS} hours, ${visited} visits: heap at the end beside hour ${REPORT_AT[0]}`,
    (last.heap / first.heap) * 100,
    110,
    '%',
  )
  figure('', `heap after ${REPORT_AT.join(', ')} hours: ${reports.map(({ heap }) => (heap / MEGABYTE).toFixed(1)).join(' · ')} MB`)
  for (const kind of new Set([...Object.keys(first.resources), ...Object.keys(last.resources)]))
    atMost(`  ${kind}: at hour ${HOURS} beside hour ${REPORT_AT[0]}`, last.resources[kind] ?? 0, (first.resources[kind] ?? 0) + SLACK, '')
  for (const name of ['aks_copilot_websocket_clients', 'aks_copilot_answers_running'])
    atMost(`  ${name} when all are gone`, Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(last.metrics)?.[1] ?? Infinity), 0, '')
  atMost('  visits that did not go as they must', failures.length, 0, '')
  for (const failure of new Set(failures)) figure('', failure)
  figure('  resident at the end', `${Math.round(last.resident / MEGABYTE)} MB`)
}
