import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { atMost, figure } from './bar.ts'
import { SyntheticCluster } from './start-server.ts'
import type { SyntheticOptions } from './synthetic-objects.ts'

const RUNS = 3
const PROGRAM = join(import.meta.dirname, '../../apps/cli/dist/aks-copilot.js')

/** `aks-copilot diagnose` as built, from the start of the process to its end, on clusters of several sizes. */
export async function measureDiagnose(): Promise<void> {
  await diagnosed('diagnose, 100 pods', { pods: 100, now: Date.now() }, 2)
  await diagnosed('diagnose, 5,000 pods', { pods: 5000, now: Date.now() }, 10)
  await diagnosed('diagnose, 5,000 pods, nearly all in trouble', { pods: 5000, now: Date.now(), trouble: 'many' }, 10)
}

interface Report {
  readonly summary: { readonly objects: number; readonly incidents: number }
  readonly requests: Readonly<Record<string, number>>
}

async function diagnosed(what: string, options: SyntheticOptions, most: number): Promise<void> {
  const cluster = await SyntheticCluster.start(options)
  try {
    const runs = Array.from({ length: RUNS }, () => run(cluster.kubeconfig))
    const best = runs.toSorted((left, right) => left.seconds - right.seconds)[0]
    if (best === undefined) return
    atMost(what, best.seconds, most, 's')
    const { summary, requests } = best.report
    const lists = Object.entries(requests).reduce((sum, [name, count]) => (name.startsWith('list ') ? sum + count : sum), 0)
    const all = Object.values(requests).reduce((sum, count) => sum + count, 0)
    figure(
      '',
      `${best.cpu.toFixed(1)} s of CPU, ${Math.round(Math.max(...runs.map(({ megabytes }) => megabytes)))} MB, ${summary.objects.toLocaleString('en')} objects, ${summary.incidents} incidents; ${all} requests: ${lists} lists, ${requests['get logs'] ?? 0} logs, ${requests['get nodes/proxy'] ?? 0} kubelets, ${requests['get discovery'] ?? 0} of discovery`,
    )
  } finally {
    cluster.stop()
  }
}

function run(kubeconfig: string): { readonly seconds: number; readonly cpu: number; readonly megabytes: number; readonly report: Report } {
  const file = join(kubeconfig, '../report.json')
  const command = [process.execPath, PROGRAM, 'diagnose', '--kubeconfig', kubeconfig, '--format', 'json', '--output', file, '--quiet']
  const started = performance.now()
  const { stderr } = spawnSync('/usr/bin/time', ['-f', 'USED %U %S %M', ...command], { encoding: 'utf8' })
  const seconds = (performance.now() - started) / 1000
  const [, user = '0', system = '0', kilobytes = '0'] = /USED (\S+) (\S+) (\d+)/.exec(stderr) ?? []
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report
  return { seconds, cpu: Number(user) + Number(system), megabytes: Number(kilobytes) / 1024, report }
}
