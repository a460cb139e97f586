import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
export const CHART = join(ROOT, 'deploy/helm/aks-copilot')
/** The chart as it was first installed anywhere. */
export const FIRST_CHART = join(import.meta.dirname, 'charts/aks-copilot-0.1.0.tar.gz')
/** The image of this source, as the cluster of KUBECONFIG knows it: `localhost/aks-copilot:test`. */
export const IMAGE = process.env['AKS_COPILOT_TEST_IMAGE']
export const KUBE_VERSION = '1.34.0'

/** Whether a program is on the PATH. */
export function has(program: string): boolean {
  return spawnSync(program, ['--help'], { stdio: 'ignore' }).error === undefined
}

export interface Ran {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end; a failure is a result. */
export function run(program: string, args: readonly string[], input?: string): Ran {
  const { status, stdout, stderr } = spawnSync(program, [...args], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, input })
  return { status: status ?? -1, stdout, stderr }
}

/** The manifests of the chart with these arguments: `-f`, `--set`. Throws an Error with what helm says. */
export function render(args: readonly string[] = [], chart = CHART): string {
  const { status, stdout, stderr } = run('helm', [
    'template',
    'aks-copilot',
    chart,
    '-n',
    'aiops-assistant',
    '--kube-version',
    KUBE_VERSION,
    ...args,
  ])
  if (status !== 0) throw new Error(stderr)
  return stdout
}

export function kubectl(args: readonly string[], input?: string): string {
  return execFileSync('kubectl', [...args], { encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'pipe'] })
}
