import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { atMost, figure } from '../cluster/bar.ts'
import { emptyNode, kubectl, type PodStart, run, startPod } from './pod-start.ts'

const CHART = join(import.meta.dirname, '../../deploy/helm/aks-copilot')
const STARTS = 5
const MOST_SECONDS = 3
const MOST_CPU_SECONDS = 1
/** All pods of the cluster, those that were there before among them. */
const WATCHED = [50, 200]
/** Several looks of the server, several scrapes of metrics, several collections. */
const SETTLE = 60_000

/**
 * Start and memory of the server as the chart runs it, on the cluster of KUBECONFIG, with the image of AKS_COPILOT_TEST_IMAGE. Makes a
 * namespace and takes it away again. `--starts-only` leaves out the memory, which wants up to 200 real pods.
 */
export async function measurePod(): Promise<void> {
  const image = process.env['AKS_COPILOT_TEST_IMAGE']
  if (process.env['KUBECONFIG'] === undefined || image === undefined)
    return console.log('skipped: pod needs KUBECONFIG, and AKS_COPILOT_TEST_IMAGE with an image that the cluster knows')
  const namespace = `bench-pod-${randomBytes(3).toString('hex')}`
  try {
    install(namespace, image)
    await measureStarts(namespace)
    if (!process.argv.includes('--starts-only')) for (const count of WATCHED) await measureResident(namespace, count)
  } finally {
    // Also what of the chart belongs to no namespace.
    run('helm', ['uninstall', 'aks-copilot', '-n', namespace, '--ignore-not-found'])
    kubectl(['delete', 'namespace', namespace, '--wait=false'])
  }
}

function install(namespace: string, image: string): void {
  const [repository = '', tag = ''] = image.split(/:(?=[^/]*$)/)
  const values = ['--set', `image.repository=${repository}`, '--set', `image.tag=${tag}`]
  const place = ['-n', namespace, '--create-namespace', '--wait', '--timeout=180s']
  run('helm', ['install', 'aks-copilot', CHART, ...place, ...values])
}

async function measureStarts(namespace: string): Promise<void> {
  const starts: PodStart[] = []
  const empty: number[] = []
  for (let count = 0; count < STARTS; count += 1) {
    starts.push(await startPod(namespace))
    empty.push(emptyNode(namespace))
  }
  const median = (of: keyof PodStart): number => starts.map((start) => start[of]).toSorted((a, b) => a - b)[STARTS >> 1] ?? Number.NaN
  const all = (of: keyof PodStart): string => starts.map((start) => start[of].toFixed(2)).join(' · ')
  atMost('pod: begin of the process to ready, median', median('toReady'), MOST_SECONDS, 's')
  figure('  each', `${all('toReady')} s`)
  figure('  of that until the cluster was read', `${all('toRead')} s`)
  atMost('pod: CPU of the process until the cluster was read, median', median('cpu'), MOST_CPU_SECONDS, 's')
  figure('  each', `${all('cpu')} s`)
  figure('  of an empty Node.js in that pod, in turn', `${empty.map((seconds) => seconds.toFixed(3)).join(' · ')} s`)
}

/** Lets the cluster have this many pods, and tells the memory of the server after a while. */
async function measureResident(namespace: string, wanted: number): Promise<void> {
  const others = podsOf(['-A']) - podsOf(['-n', namespace, '-l', 'app=filler'])
  const filler = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'filler', namespace },
    spec: {
      replicas: Math.max(0, wanted - others),
      selector: { matchLabels: { app: 'filler' } },
      template: {
        metadata: { labels: { app: 'filler' } },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [{ name: 'rest', image: 'busybox:1.36', imagePullPolicy: 'IfNotPresent', command: ['sleep', '86400'] }],
        },
      },
    },
  }
  kubectl(['apply', '-f', '-'], JSON.stringify(filler))
  kubectl(['-n', namespace, 'rollout', 'status', 'deployment/filler', '--timeout=1200s'])
  await startPod(namespace)
  await wait(SETTLE)
  const status = kubectl(['-n', namespace, 'exec', 'deployment/aks-copilot', '--', 'node', '-p', READ_STATUS])
  const [now, most] = ['VmRSS', 'VmHWM'].map((name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024)
  figure(`pod: resident memory, ${podsOf(['-A'])} pods watched`, `${now?.toFixed(0)} MB, at most ${most?.toFixed(0)} MB`)
}

const READ_STATUS = `require('node:fs').readFileSync('/proc/1/status', 'utf8')`

function podsOf(where: readonly string[]): number {
  return kubectl(['get', 'pods', ...where, '-o', 'name', '--field-selector=status.phase=Running']).split('\n').length - 1
}
