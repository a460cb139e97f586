import { setTimeout } from 'node:timers/promises'
import { CopilotError } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'
import {
  type Bundle,
  type FixOptions,
  type FixResult,
  fixManifests,
  fileText,
  type ManifestObject,
  serverKey,
  type ServerVerdict,
  type ServerVerdicts,
} from '@aks-copilot/manifests'
import { clusterFlags } from './cluster-access.ts'
import type { Configuration } from './configuration.ts'
import type { Progress } from './progress.ts'
import { runTool } from './run-tool.ts'
import type { Terminal } from './terminal.ts'

export interface ClusterAccess {
  readonly configuration: Configuration
  readonly terminal: Terminal
  readonly progress: Progress
}

/** A refusal can uncover another one; each pass refuses at least one more object. */
const MOST_PASSES = 6
const AT_ONCE = 4

/** Fixes what rules mend, without what a cluster turns down. Needs kubectl on the PATH. Throws KUBECTL_MISSING, CLUSTER_… */
export async function fixWithCluster(bundle: Bundle, options: FixOptions, access: ClusterAccess): Promise<FixResult> {
  const run = (serverVerdicts: ServerVerdicts): FixResult => fixManifests(bundle, { ...options, serverVerdicts })
  return run(await clusterVerdicts(bundle, (verdicts) => run(verdicts).bundle, access))
}

/**
 * Asks a cluster to accept every object that a run changes (server-side dry-run, which changes nothing), and runs again without
 * what was turned down, until the cluster accepts all that is left. Gives what it said of each object.
 */
export async function clusterVerdicts(
  before: Bundle,
  run: (verdicts: ServerVerdicts) => Bundle | Promise<Bundle>,
  access: ClusterAccess,
): Promise<ServerVerdicts> {
  const verdicts = new Map<string, ServerVerdict>()
  for (let pass = 0; ; pass += 1) {
    const after = await run(verdicts)
    const fresh = await askCluster(changedObjects(before, after), after, access)
    const refused = [...fresh].filter(([key, { accepted }]) => !accepted && verdicts.get(key)?.accepted !== false)
    for (const [key, verdict] of fresh) if (verdicts.get(key)?.accepted !== false) verdicts.set(key, verdict)
    if (refused.length === 0 || pass === MOST_PASSES) return verdicts
  }
}

function changedObjects(before: Bundle, after: Bundle): ManifestObject[] {
  const old = new Map(before.files.map((file) => [file.path, file]))
  return after.files.flatMap((file) => {
    const was = old.get(file.path)
    if (was !== undefined && fileText(was) === fileText(file)) return []
    const texts = new Set(was?.documents.map((document) => document.text))
    return file.documents
      .filter((document) => !texts.has(document.text))
      .flatMap((document) => document.objects)
      .filter((object) => !object.virtual)
  })
}

async function askCluster(objects: readonly ManifestObject[], bundle: Bundle, access: ClusterAccess): Promise<Map<string, ServerVerdict>> {
  const verdicts = new Map<string, ServerVerdict>()
  const queue = [...objects]
  const worker = async (): Promise<void> => {
    for (let object = queue.shift(); object !== undefined; object = queue.shift()) {
      access.progress.show(`asking the cluster, ${queue.length} objects left`)
      verdicts.set(serverKey(object), await dryRun(object, bundle, access))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  access.progress.clear()
  return verdicts
}

async function dryRun(object: ManifestObject, bundle: Bundle, access: ClusterAccess): Promise<ServerVerdict> {
  const first = await apply(object.value, access)
  const missing = /namespaces "([^"]+)" not found/.exec(first.stderr)?.[1]
  const isNew = missing !== undefined && bundle.of('Namespace').some(({ name }) => name === missing)
  if (!isNew) return toVerdict(object, first, '')
  const elsewhere = { ...object.value, metadata: { ...(object.value['metadata'] as Record<string, unknown>), namespace: 'default' } }
  return toVerdict(object, await apply(elsewhere, access), ` in namespace default, because ${missing} does not exist yet`)
}

function toVerdict(object: ManifestObject, { ok, stderr }: { ok: boolean; stderr: string }, where: string): ServerVerdict {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.includes('kubectl.kubernetes.io/last-applied-configuration'))
  const said = lines.join(' ').slice(0, 500)
  return {
    accepted: ok,
    detail: ok
      ? `the API server accepts ${describeObject(object)}${where}${said === '' ? '' : `, and warns: ${said}`}`
      : `the API server refuses ${describeObject(object)}${where}: ${said}`,
  }
}

const TRIES = 3

async function apply(value: unknown, { configuration, terminal }: ClusterAccess) {
  const args = [
    'apply',
    '--dry-run=server',
    '--validate=strict',
    '--output=name',
    '--request-timeout=20s',
    ...clusterFlags(configuration),
    '--filename=-',
  ]
  for (let attempt = 1; ; attempt += 1) {
    const result = await runTool('kubectl', args, terminal, JSON.stringify(value))
    terminal.signal.throwIfAborted()
    if (result.missing)
      throw new CopilotError({
        code: 'KUBECTL_MISSING',
        category: 'validation',
        message: '--verify-with-cluster asks the cluster through kubectl, which is not on the PATH.',
        remedy: 'Install it (az aks install-cli), or leave the flag out.',
      })
    if (result.ok) return result
    if (!isUnreachable(result.stderr)) {
      if (isVerdict(result.stderr)) return result
      throw new CopilotError({
        code: 'CLUSTER_DENIED',
        category: 'validation',
        message: `The cluster can't be asked: ${lastLine(result.stderr)}`,
        remedy: 'Check --context, --kubeconfig and your rights; `aks-copilot doctor` shows what is reachable.',
      })
    }
    if (attempt === TRIES)
      throw new CopilotError({
        code: 'CLUSTER_UNREACHABLE',
        category: 'transient',
        message: `The cluster does not answer: ${lastLine(result.stderr)}`,
        remedy: 'Check KUBECONFIG, --context and the network; `aks-copilot doctor` shows what is reachable.',
      })
    await setTimeout(500 * 2 ** attempt * (0.5 + Math.random()), undefined, { signal: terminal.signal })
  }
}

function lastLine(stderr: string): string {
  return (stderr.trim().split('\n').at(-1) ?? '').replace(/^error: /, '').slice(0, 300)
}

function isUnreachable(stderr: string): boolean {
  return /connection refused|Unable to connect|i\/o timeout|no such host|TLS handshake timeout|was refused|context deadline exceeded|EOF$|ServiceUnavailable|\((?:Server)?Timeout\)|Too ?Many ?Requests|failed calling webhook/m.test(
    stderr,
  )
}

/** Whether the API server judged the object; anything else that went wrong says nothing about the fix. */
function isVerdict(stderr: string): boolean {
  if (/\(Unauthorized\)|User "[^"]*" cannot /.test(stderr)) return false
  return /Error from server \(|^The \S+ ".*" is invalid|no matches for kind|resource mapping not found|error validating|strict decoding error/m.test(
    stderr,
  )
}
