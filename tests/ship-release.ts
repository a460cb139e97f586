import { type ChildProcessByStdio, execFileSync, spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

const ROOT = join(import.meta.dirname, '..')
export const CHART = join(ROOT, 'deploy/helm/aks-copilot')
/** The chart as it was first installed anywhere. */
export const FIRST_CHART = join(import.meta.dirname, 'charts/aks-copilot-0.1.0.tar.gz')
/** The charts that may be installed somewhere, as they were. */
export const FORMER_CHARTS = [
  ['0.1.0', FIRST_CHART],
  ['0.2.0', join(import.meta.dirname, 'charts/aks-copilot-0.2.0.tar.gz')],
] as const
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

/** Installs or upgrades a release, and waits until it is ready. Throws an Error with what helm says. */
export function install(chart: string, namespace: string, args: readonly string[] = []): void {
  const [repository, tag] = (IMAGE ?? '').split(/:(?=[^/]*$)/)
  const image = ['--set', `image.repository=${repository}`, '--set', `image.tag=${tag}`]
  const { status, stderr } = run('helm', [
    'upgrade',
    '--install',
    'aks-copilot',
    chart,
    '-n',
    namespace,
    '--wait',
    '--timeout=150s',
    ...image,
    ...args,
  ])
  if (status !== 0) throw new Error(`${stderr}\n${run('kubectl', ['-n', namespace, 'describe', 'pods']).stdout.slice(-4000)}`)
}

/** Answers of a release's server, by its API, with its token. */
export interface Page {
  get(path: string, token?: string): Promise<{ readonly status: number; readonly body: unknown }>
}

/** Opens a way to the Service of the release for as long as the work goes on. */
export async function withPage<Result>(namespace: string, work: (page: Page) => Promise<Result>): Promise<Result> {
  const token = tokenOf(namespace)
  const forward = spawn('kubectl', ['-n', namespace, 'port-forward', 'service/aks-copilot', ':80'], { stdio: ['ignore', 'pipe', 'pipe'] })
  try {
    const port = await forwarded(forward)
    return await work({
      get: async (path, own = token) => {
        const headers = own === '' ? {} : { authorization: `Bearer ${own}` }
        const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers, redirect: 'manual', signal: AbortSignal.timeout(10_000) })
        const text = await answer.text()
        return { status: answer.status, body: answer.headers.get('content-type')?.includes('json') === true ? JSON.parse(text) : text }
      },
    })
  } finally {
    forward.kill()
  }
}

/** The port on this machine that kubectl chose. */
async function forwarded(forward: ChildProcessByStdio<null, Readable, Readable>): Promise<string> {
  return await new Promise<string>((resolve, reject) => {
    let said = ''
    const read = (chunk: Buffer): void => {
      said += chunk.toString()
      const port = /127\.0\.0\.1:(\d+)/.exec(said)?.[1]
      if (port !== undefined) resolve(port)
    }
    forward.stdout.on('data', read)
    forward.stderr.on('data', read)
    forward.on('close', () => reject(new Error(`port-forward ended: ${said}`)))
  })
}

export function tokenOf(namespace: string): string {
  const encoded = kubectl(['-n', namespace, 'get', 'secret', 'aks-copilot-token', '-o', 'jsonpath={.data.token}'])
  return Buffer.from(encoded, 'base64').toString()
}
