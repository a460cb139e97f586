/**
 * Watches a cluster as `diagnose --watch` does, in a process of its own, while its parent lets hours go by: the clock of the process is
 * what the parent says. `node watch-process.ts KUBECONFIG START`. Metrics come with each minute, as a metrics API would give them.
 */
import { readFileSync } from 'node:fs'
import { keepHeapSmall } from '../../apps/cli/src/diagnosis/small-heap.ts'
import { connectCluster, monitorCluster } from '../../packages/cluster/src/index.ts'

/** What the parent says. */
export type Tick = { readonly at: number; readonly look: boolean; readonly report: boolean }

/** What this process answers to each tick; figures in bytes, where they were asked for. */
export interface Answer {
  readonly heap?: number
  readonly resident?: number
  readonly mostResident?: number
  readonly held?: number
  readonly objects?: number
  readonly events?: number
  readonly cpu?: number
}

keepHeapSmall()
const [, , kubeconfig = '', start = ''] = process.argv
let clock = Number(start)
Date.now = () => clock
const api = connectCluster({ kubeconfig, environment: {} })
const monitor = await monitorCluster(api)
process.on('message', (tick: Tick) => void obey(tick).then((answer) => process.send?.(answer)))
process.on('disconnect', () => process.exit(0))
process.send?.({})

async function obey({ at, look, report }: Tick): Promise<Answer> {
  clock = at
  // What is on the way arrives.
  await new Promise((resolve) => setTimeout(resolve, 5))
  for (const pod of monitor.store.objects.present('Pod')) {
    const [noise, container] = [Math.random(), 'app']
    monitor.store.metric({ object: pod.reference, container, metric: 'cpu', points: [[at, 0.05 + noise / 100]] })
    monitor.store.metric({ object: pod.reference, container, metric: 'memory', points: [[at, Math.round((100 + noise) * 1024 * 1024)]] })
  }
  if (look) monitor.look()
  return report ? await figures() : {}
}

/** What this process had resident at most. (`maxRSS` of a forked process begins with that of its parent.) */
function mostResident(): number {
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}

async function figures(): Promise<Answer> {
  const resident = process.memoryUsage.rss()
  for (let time = 0; time < 3; time++) {
    global.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const { user, system } = process.cpuUsage()
  return {
    resident,
    heap: process.memoryUsage().heapUsed,
    mostResident: mostResident(),
    held: monitor.store.bytes,
    objects: monitor.store.objects.size,
    events: monitor.store.events.line.length,
    cpu: (user + system) / 1e6,
  }
}
