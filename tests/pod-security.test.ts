import { execFileSync, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type KubernetesObject, loadSchemas, podTemplate } from '@aks-copilot/kubernetes'
import { inspectManifests, readBundle, RULES, SOURCE_PROFILES, TARGET_PROFILES } from '@aks-copilot/manifests'
import { describe, expect, it } from 'vitest'

/** The kubeconfig of a cluster for tests; without one the tests say "skipped". */
const KUBECONFIG = process.env['KUBECONFIG']

type Level = 'baseline' | 'restricted'

const RULE_FOLDERS = new URL('../packages/manifests/src/inspect/rules/', import.meta.url)

/** Rules of AKS itself, or about a relaxation that AKS does not share: the API server knows nothing of them. */
const BEYOND_THE_STANDARD: ReadonlySet<string> = new Set(['pss-windows-admin', 'pss-procmount'])

interface Example {
  readonly origin: string
  readonly object: KubernetesObject
}

/** Every workload in the examples of the Pod Security rules; those in namespaces that AKS leaves out are left out here, too. */
function examples(): Example[] {
  const folders = readdirSync(RULE_FOLDERS).filter((id) => id.startsWith('pss-') && !BEYOND_THE_STANDARD.has(id))
  return folders.flatMap((id) =>
    readdirSync(new URL(`${id}/examples/`, RULE_FOLDERS))
      .filter((name) => !name.endsWith('options.yaml'))
      .flatMap((name) => {
        const path = `${id}/examples/${name}`
        const { objects } = readBundle([{ path, text: readFileSync(new URL(path, RULE_FOLDERS), 'utf8'), origin: 'file' }])
        return objects
          .filter((object) => podTemplate(object) !== undefined && object.namespace === undefined)
          .map((object) => ({ origin: `${path} ${object.name}`, object }))
      }),
  )
}

async function deniedByRules(all: readonly Example[], level: Level): Promise<string[]> {
  const [base, source] = [TARGET_PROFILES['aks-standard'], SOURCE_PROFILES['kubernetes']]
  if (base === undefined || source === undefined) throw new Error('no built-in profiles')
  const target = { ...base, podSecurity: { level, mode: 'enforce' as const } }
  const rules = RULES.filter(({ id, group }) => group === 'pss' && !BEYOND_THE_STANDARD.has(id))
  const options = { runId: 'test', source, target, schemas: await loadSchemas(target.kubernetes), rules, allow: [] }
  const isDenied = ({ value }: KubernetesObject) =>
    inspectManifests(readBundle([{ path: 'pod.json', text: JSON.stringify(value), origin: 'file' }]), options).violations.length > 0
  return all.filter(({ object }) => isDenied(object)).map(({ origin }) => origin)
}

/** Asks the API server about the pod of each example; undefined where it refuses the pod before Pod Security sees it. */
function deniedByServer(all: readonly Example[], level: Level): { denied: string[]; unjudged: string[] } {
  const [folder, namespace] = [mkdtempSync(join(tmpdir(), 'aks-copilot-pods-')), `aks-copilot-test-${randomUUID().slice(0, 8)}`]
  execFileSync('kubectl', ['create', 'namespace', namespace])
  try {
    execFileSync('kubectl', ['label', 'namespace', namespace, `pod-security.kubernetes.io/enforce=${level}`])
    execFileSync('kubectl', ['wait', '--for=create', 'serviceaccount/default', `--namespace=${namespace}`, '--timeout=30s'])
    all.forEach(({ object }, index) => writeFileSync(join(folder, `${index}.json`), JSON.stringify(podOf(object, `pod-${index}`))))
    const { stderr } = spawnSync(
      'kubectl',
      ['apply', '--dry-run=server', '--output=name', `--namespace=${namespace}`, `--filename=${folder}`],
      { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    )
    const complaints = (violation: boolean) =>
      all
        .filter((_, index) =>
          stderr
            .split('\n')
            .some((line) => new RegExp(`\\bpod-${index}\\b`, 'i').test(line) && line.includes('violates PodSecurity') === violation),
        )
        .map(({ origin }) => origin)
    return { denied: complaints(true), unjudged: complaints(false) }
  } finally {
    spawnSync('kubectl', ['delete', 'namespace', namespace, '--wait=false'])
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The pod that a workload makes, under a name of its own. */
function podOf(object: KubernetesObject, name: string): object {
  const template = podTemplate(object)
  const [labels, annotations] = [template?.at('metadata', 'labels').value, template?.at('metadata', 'annotations').value]
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels, annotations }, spec: template?.at('spec').value }
}

describe.skipIf(KUBECONFIG === undefined)('Pod Security', () => {
  it.each(['baseline', 'restricted'] as const)(
    '%s: the rules and the API server agree about every example',
    { timeout: 120_000 },
    async (level) => {
      const all = examples()
      const { denied, unjudged } = deniedByServer(all, level)
      const judged = (await deniedByRules(all, level)).filter((origin) => !unjudged.includes(origin))
      expect(all.length - unjudged.length).toBeGreaterThan(40)
      expect(judged).toEqual(denied)
    },
  )
})
