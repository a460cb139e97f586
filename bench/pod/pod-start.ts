import { execFileSync, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** One start of the server's pod, in seconds. */
export interface PodStart {
  /** From the begin of the process to the line that says that it is ready. */
  readonly toRead: number
  /** From the begin of the process until Kubernetes called the pod ready. */
  readonly toReady: number
  /** CPU that the process took until it was ready. */
  readonly cpu: number
}

const DEPLOYMENT = 'deployment/aks-copilot'
const SELECTOR = 'app.kubernetes.io/name=aks-copilot'
const READY = 'jsonpath={.metadata.name}{" "}{.status.conditions[?(@.type=="Ready")].status}{"\\n"}'
const LONGEST = 120_000

/** What a program prints. Throws an Error with what it says. */
export function run(program: string, args: readonly string[], input?: string): string {
  return execFileSync(program, [...args], { encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 })
}

export function kubectl(args: readonly string[], input?: string): string {
  return run('kubectl', args, input)
}

/** Takes the pod of a release away, and starts a new one. */
export async function startPod(namespace: string): Promise<PodStart> {
  kubectl(['-n', namespace, 'scale', DEPLOYMENT, '--replicas=0'])
  kubectl(['-n', namespace, 'wait', 'pods', '-l', SELECTOR, '--for=delete', `--timeout=${LONGEST / 1000}s`])
  const ready = firstReady(namespace)
  kubectl(['-n', namespace, 'scale', DEPLOYMENT, '--replicas=1'])
  const { pod, at } = await ready
  const { time, seconds, cpuSeconds } = readyLine(kubectl(['-n', namespace, 'logs', pod]))
  return { toRead: seconds, toReady: (at - (Date.parse(time) - seconds * 1000)) / 1000, cpu: cpuSeconds }
}

/** CPU, in seconds, of a Node.js in that pod that does nothing: what the machine makes of a start just now. */
export function emptyNode(namespace: string): number {
  const script = 'const { user, system } = process.cpuUsage(); console.log((user + system) / 1e6)'
  return Number(kubectl(['-n', namespace, 'exec', DEPLOYMENT, '--', 'node', '-e', script]))
}

/** Name of the pod that becomes ready, and when this was heard here. */
async function firstReady(namespace: string): Promise<{ readonly pod: string; readonly at: number }> {
  const watch = spawn('kubectl', ['-n', namespace, 'get', 'pods', '-l', SELECTOR, '--watch', '-o', READY], {
    stdio: ['ignore', 'pipe', 'inherit'],
    signal: AbortSignal.timeout(LONGEST),
  })
  // The time limit ends the lines, too.
  watch.on('error', () => undefined)
  try {
    for await (const line of createInterface({ input: watch.stdout })) {
      const [pod = '', isReady] = line.split(' ')
      if (isReady === 'True') return { pod, at: Date.now() }
    }
    throw new Error('the pod did not become ready')
  } finally {
    watch.kill()
  }
}

interface ReadyLine {
  readonly time: string
  readonly seconds: number
  readonly cpuSeconds: number
}

function readyLine(log: string): ReadyLine {
  const line = log.split('\n').find((text) => text.includes('"message":"ready"'))
  if (line === undefined) throw new Error('the log has no line that says that the server is ready')
  return JSON.parse(line) as ReadyLine
}
