import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/** The kubeconfig of a cluster for tests, or undefined where there is none; tests then say "skipped". */
export const KUBECONFIG = process.env['KUBECONFIG']

export interface Candidate {
  /** Where it comes from, for people. */
  readonly origin: string
  readonly value: Readonly<Record<string, unknown>>
}

export interface DryRun {
  readonly accepted: readonly Candidate[]
  readonly refused: readonly { readonly candidate: Candidate; readonly reason: string }[]
  /** Kinds that this cluster does not serve: custom resources without their definition. */
  readonly unserved: readonly Candidate[]
}

/** Asks the API server to accept objects, each in a namespace of the test's own; nothing is created but that namespace. */
export function serverDryRun(candidates: readonly Candidate[]): DryRun {
  const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-dry-run-'))
  const namespace = `aks-copilot-test-${randomUUID().slice(0, 8)}`
  execFileSync('kubectl', ['create', 'namespace', namespace])
  try {
    candidates.forEach(({ value }, index) =>
      writeFileSync(join(folder, `${String(index).padStart(5, '0')}.json`), JSON.stringify(moved(value, namespace))),
    )
    const { stdout, stderr } = spawnSync(
      'kubectl',
      ['apply', '--dry-run=server', '--validate=strict', '--output=name', `--namespace=${namespace}`, `--filename=${folder}`],
      { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    )
    const result = sort(candidates, reasonsByFile(stderr))
    // What kubectl accepts it names; a complaint that was not understood would otherwise count as accepted.
    const named = stdout.split('\n').filter((line) => line !== '').length
    if (named !== result.accepted.length)
      throw new Error(`kubectl accepts ${named} objects, not ${result.accepted.length}: ${stderr.slice(0, 2000)}`)
    return result
  } finally {
    spawnSync('kubectl', ['delete', 'namespace', namespace, '--wait=false'])
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Namespaced or not is the API server's business: a cluster-scoped object ignores nothing, so only a given namespace is replaced. */
function moved(value: Readonly<Record<string, unknown>>, namespace: string): unknown {
  const metadata = value['metadata'] as Record<string, unknown> | undefined
  return metadata?.['namespace'] === undefined ? value : { ...value, metadata: { ...metadata, namespace } }
}

function reasonsByFile(stderr: string): Map<number, string> {
  const reasons = new Map<number, string>()
  for (const message of stderr.split(/(?:\n|, |\[)(?=Error from server|error|resource mapping|The |unable)/)) {
    const file = /"?([^"\s:]*\/\d{5}\.json)"?/.exec(message)?.[1]
    if (file !== undefined && !message.startsWith('Warning')) reasons.set(Number(basename(file, '.json')), message.trim())
  }
  return reasons
}

function sort(candidates: readonly Candidate[], reasons: ReadonlyMap<number, string>): DryRun {
  const [accepted, refused, unserved]: [Candidate[], { candidate: Candidate; reason: string }[], Candidate[]] = [[], [], []]
  candidates.forEach((candidate, index) => {
    const reason = reasons.get(index)
    if (reason === undefined) accepted.push(candidate)
    else if (/no matches for kind|resource mapping not found/.test(reason)) unserved.push(candidate)
    else refused.push({ candidate, reason })
  })
  return { accepted, refused, unserved }
}
