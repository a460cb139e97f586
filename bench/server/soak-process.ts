/**
 * `serve` over a synthetic cluster and a model endpoint, in a process of its own, while its parent lets hours go by: the clock of the
 * process is what the parent says. `node soak-process.ts KUBECONFIG START MODEL_ENDPOINT WORKER`.
 */
import { followCluster, connectCluster } from '../../packages/cluster/src/index.ts'
import { openKnowledge } from '../../packages/knowledge/src/index.ts'
import { openModel } from '../../packages/models/src/index.ts'
import { ChosenModel, startServer, WorkerManifests } from '../../apps/server/src/index.ts'
import { keepHeapSmall } from '../../apps/cli/src/diagnosis/small-heap.ts'

/** What the parent says. */
export interface SoakTick {
  readonly at: number
  readonly report: boolean
}

/** What this process answers to a tick that wants a report. */
export interface SoakReport {
  /** Bytes, after full collections. */
  readonly heap: number
  readonly resident: number
  /** What keeps the event loop busy, by kind: `TCPSocketWrap`, `Timeout` … */
  readonly resources: Readonly<Record<string, number>>
  readonly metrics: string
}

/** Soon enough that an endpoint which hangs holds nobody up for long. */
const DEADLINES = { first: 300, between: 300, total: 2000, queue: 2000 }

keepHeapSmall()
const [kubeconfig = '', start = '', endpoint = '', worker = ''] = process.argv.slice(2)
let clock = Number(start)
Date.now = () => clock
const model = {
  provider: 'openai-compatible',
  endpoint: `${endpoint}/v1`,
  name: 'qwen2.5-0.5b',
  deadlines: DEADLINES,
  probeMs: 50,
} as const
const server = await startServer({
  version: 'bench',
  clusters: [{ view: followCluster(connectCluster({ kubeconfig, environment: {} })) }],
  knowledge: await openKnowledge(),
  models: await ChosenModel.open(async (name) => await openModel({ ...model, name }), model.name),
  manifests: new WorkerManifests(new URL(worker)),
  port: 0,
  mostRequests: 10_000_000,
})
process.on('message', (tick: SoakTick) => void obey(tick).then((answer) => process.send?.(answer)))
process.on('disconnect', () => void server.stop().then(() => process.exit(0)))
process.send?.({ url: server.url })

async function obey({ at, report }: SoakTick): Promise<SoakReport | Record<string, never>> {
  clock = at
  // What is on the way arrives.
  await new Promise((resolve) => setTimeout(resolve, 5))
  if (!report) return {}
  for (let time = 0; time < 3; time++) {
    global.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    heap: process.memoryUsage().heapUsed,
    resident: process.memoryUsage.rss(),
    resources: counted(process.getActiveResourcesInfo()),
    metrics: await (await fetch(`${server.url}/metrics`, { headers: { connection: 'close' } })).text(),
  }
}

function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
