import { type ChildProcess, spawn } from 'node:child_process'
import { CopilotError, withoutOwnSecrets } from '@aks-copilot/contracts'
import { Field } from '@aks-copilot/kubernetes'
import { maskSecrets } from '../mask/mask-secrets.ts'
import type { ClusterEntry, ExecPlugin } from './kubeconfig-entries.ts'

/** What a plugin answered: a token, or a certificate with its key (PEM), and until when they hold. */
export interface ExecCredential {
  readonly token?: string | undefined
  readonly cert?: string | undefined
  readonly key?: string | undefined
  /** Milliseconds since the epoch; undefined: the plugin does not say. */
  readonly expiresAt?: number | undefined
}

const PATIENCE = 60_000
const MOST_OUTPUT = 1024 * 1024

/**
 * Runs a credential plugin of a kubeconfig (`kubelogin`, `aws`, `gcloud`) without a terminal, and reads what it prints. The client
 * library's own version waits for ever for a plugin that asks something, and caches credentials past a 401. Throws CREDENTIALS_FAILED.
 */
export async function runExecPlugin(
  plugin: ExecPlugin,
  cluster: ClusterEntry,
  environment: Readonly<Record<string, string | undefined>>,
  patience = PATIENCE,
): Promise<ExecCredential> {
  if (plugin.interactiveMode === 'Always')
    throw failed(
      plugin,
      'asks for a login in a terminal each time',
      'Use a login that is kept, such as `kubelogin convert-kubeconfig -l azurecli`.',
    )
  const info = JSON.stringify({
    kind: 'ExecCredential',
    apiVersion: plugin.apiVersion,
    spec: { interactive: false, ...clusterInfo(plugin, cluster) },
  })
  const variables = { ...withoutOwnSecrets(environment), ...plugin.environment, KUBERNETES_EXEC_INFO: info }
  const { code, stdout, stderr } = await run(plugin, variables, patience)
  if (code !== 0) throw failed(plugin, `ended with status ${code}${lastWords(stderr)}`, LOGIN)
  return readCredential(plugin, stdout)
}

const LOGIN = 'Log in once in a terminal, for example with `az login` or `kubectl get namespaces`, and try again.'

function clusterInfo(plugin: ExecPlugin, cluster: ClusterEntry): object {
  if (!plugin.provideClusterInfo) return {}
  return {
    cluster: {
      server: cluster.server,
      'tls-server-name': cluster.tlsServerName,
      'insecure-skip-tls-verify': cluster.skipTlsVerify,
      'certificate-authority-data': cluster.caData,
      'proxy-url': cluster.proxyUrl,
    },
  }
}

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Nothing to read from, output bounded, and a group of its own: what the plugin started goes with it. */
async function run(plugin: ExecPlugin, env: Record<string, string | undefined>, patience: number): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const detached = process.platform !== 'win32'
    const child = spawn(plugin.command, [...plugin.arguments], { env, stdio: ['ignore', 'pipe', 'pipe'], detached, windowsHide: true })
    const output = { stdout: '', stderr: '' }
    const end = (settle: () => void): void => {
      clearTimeout(timer)
      settle()
    }
    const timer = setTimeout(() => {
      kill(child)
      reject(failed(plugin, `did not answer within ${patience / 1000} s${lastWords(output.stderr)}`, LOGIN))
    }, patience)
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        if (output[name].length < MOST_OUTPUT) output[name] += text
      })
    child.once('error', (error: NodeJS.ErrnoException) => end(() => reject(notStarted(plugin, error))))
    child.once('close', (code) => end(() => resolve({ code, ...output })))
  })
}

function kill(child: ChildProcess): void {
  child.stdout?.destroy()
  child.stderr?.destroy()
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL')
    else child.kill('SIGKILL')
  } catch {
    // It ended by itself in the meantime.
  }
}

function notStarted(plugin: ExecPlugin, error: NodeJS.ErrnoException): CopilotError {
  if (error.code !== 'ENOENT')
    return failed(plugin, `can't be started (${error.code ?? error.message})`, 'Check that the file may be executed.', error)
  const usual = plugin.command.endsWith('kubelogin')
    ? 'Install it: `az aks install-cli`.'
    : 'Install it, or get other credentials for this cluster.'
  return failed(plugin, 'is not installed', plugin.installHint ?? usual, error)
}

function readCredential(plugin: ExecPlugin, stdout: string): ExecCredential {
  const status = new Field(parse(stdout)).at('status')
  const [token, cert, key] = ['token', 'clientCertificateData', 'clientKeyData'].map((name) => status.at(name).text || undefined)
  if (token === undefined && (cert === undefined || key === undefined)) throw failed(plugin, 'printed no credential', LOGIN)
  const expiresAt = Date.parse(status.at('expirationTimestamp').text ?? '')
  return { token, cert, key, expiresAt: Number.isNaN(expiresAt) ? undefined : expiresAt }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What the plugin said last, on one line. Never its standard output: the token is there. */
function lastWords(stderr: string): string {
  const words = maskSecrets(stderr.slice(-4000)).trim().split('\n').slice(-3).join(' ').slice(-300).trim()
  return words === '' ? '' : `: ${words}`
}

function failed(plugin: ExecPlugin, what: string, remedy: string, cause?: unknown): CopilotError {
  return new CopilotError({
    code: 'CREDENTIALS_FAILED',
    category: 'validation',
    message: `The credential plugin \`${plugin.command}\` ${what}.`,
    remedy,
    cause,
  })
}
