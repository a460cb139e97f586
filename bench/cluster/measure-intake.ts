import { fork } from 'node:child_process'
import { join } from 'node:path'
import { atLeast, figure } from './bar.ts'
import type { IntakeResult, Taker } from './intake-process.ts'
import { SyntheticCluster } from './start-server.ts'
import { lengthOfLine } from './storm-lines.ts'
import { syntheticObjects } from './synthetic-objects.ts'

const PODS = 2000
const EVENTS = 120_000
const RUNS = 3
const BAR = 20_000
const POD = [...syntheticObjects({ pods: 1, now: 0 })].find(({ kind }) => kind === 'Pod')
const BYTES = POD === undefined ? 0 : lengthOfLine(POD)

/**
 * How many events of pods a second a watcher takes in over TLS: ours, with the rolling store behind it, and beside it in the same run the
 * informer of @kubernetes/client-node, which keeps the newest object only. Each in a process of its own; the server is ahead of both.
 */
export async function measureIntake(): Promise<void> {
  const cluster = await SyntheticCluster.start({ pods: PODS, now: Date.now() })
  try {
    const runs: Record<Taker, IntakeResult[]> = { nothing: [], store: [], informer: [] }
    for (let run = 0; run < RUNS; run++)
      for (const taker of ['nothing', 'store', 'informer'] as const) runs[taker].push(await taken(cluster, taker))
    const [bare, own, peer] = [fastest(runs.nothing), fastest(runs.store), fastest(runs.informer)]
    figure(`events of pods of ${BYTES} bytes; read and thrown away`, rate(bare))
    atLeast('watch events into the store', own.perSecond, BAR, 'a second')
    figure('  that is', rate(own))
    figure(
      "  beside @kubernetes/client-node's informer",
      `${rate(peer)}; ours ${(own.perSecond / peer.perSecond).toFixed(2)} × as many a second`,
    )
  } finally {
    cluster.stop()
  }
}

/** Noise of the machine only ever slows down. */
function fastest(runs: readonly IntakeResult[]): IntakeResult {
  const best = runs.toSorted((left, right) => right.perSecond - left.perSecond)[0]
  if (best === undefined) throw new Error('nothing was measured')
  return best
}

function rate({ perSecond, megabytesPerSecond, cpuPerEvent, megabytes }: IntakeResult): string {
  return `${Math.round(perSecond).toLocaleString('en')} a second, ${Math.round(megabytesPerSecond)} MB/s, ${cpuPerEvent.toFixed(1)} µs of CPU each, ${Math.round(megabytes)} MB resident`
}

async function taken(cluster: SyntheticCluster, taker: Taker): Promise<IntakeResult> {
  const child = fork(join(import.meta.dirname, 'intake-process.ts'), [taker, cluster.kubeconfig, String(EVENTS), String(BYTES)], {
    execArgv: [],
  })
  try {
    await next(child, 'ready')
    await cluster.order({ do: 'storm', count: EVENTS })
    return await next<IntakeResult>(child, 'done')
  } finally {
    child.kill()
  }
}

async function next<Message>(child: ReturnType<typeof fork>, name: string): Promise<Message> {
  return await new Promise<Message>((resolve, reject) => {
    child.on('message', (message: { name: string }) => {
      if (message.name === name) resolve(message as Message)
    })
    child.once('exit', (code) => reject(new Error(`the watcher ended with ${code}`)))
  })
}
