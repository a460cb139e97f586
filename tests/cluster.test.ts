import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type KubernetesVersion, loadSchemas } from '@aks-copilot/kubernetes'
import { detectSource, fixManifests, readBundle, RULES, SOURCE_PROFILES, type SourceFile, TARGET_PROFILES } from '@aks-copilot/manifests'
import { describe, expect, it } from 'vitest'
import { CORPORA, corpusFiles } from './corpora.ts'
import { type Candidate, KUBECONFIG, serverDryRun } from './server-dry-run.ts'

const REFERENCE = fileURLToPath(new URL('../docs/reference/real-manifests.md', import.meta.url))
const EXAMPLES = fileURLToPath(new URL('../examples', import.meta.url))

/** What the API server still refuses after `fix`. Each is reported, and left to a person; docs/reference/real-manifests.md says why. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  '_archived/storage/vitess/vttablet-pod-template.yaml': /vttablet-\{\{uid\}\}/,
  '_archived/sysdig-cloud/sysdig-rc.yaml': /spec\.selector: Required value/,
  '_archived/volumes/fibre_channel/fc.yaml': /lun of type int32/,
  '_archived/volumes/rbd/rbd.yaml': /unknown field "spec\.volumes\[0\]\.rbd\.imagefeatures"/,
  '_archived/volumes/storageos/storageos-pod.yaml': /unknown field "spec\.volumes\[0\]\.storageos\.pool"/,
  '_archived/volumes/storageos/storageos-pv.yaml': /unknown field "spec\.storageos\.secretName"/,
  's2i-fuse713-spring-boot-2-camel-rest-3scale.json': /unknown field "spec\.deprecatedPublicIPs"/,
}

/** Checked against the version that the cluster has, as a user would. */
function clusterVersion(): KubernetesVersion {
  const { serverVersion } = JSON.parse(execFileSync('kubectl', ['version', '--output=json'], { encoding: 'utf8' })) as {
    serverVersion: { major: string; minor: string }
  }
  return `${serverVersion.major}.${serverVersion.minor}` as KubernetesVersion
}

/** The objects of a bundle after all fixes that need no decision. */
async function fixedObjects(files: readonly SourceFile[], version: KubernetesVersion): Promise<Candidate[]> {
  const bundle = readBundle(files)
  const [base, plain] = [TARGET_PROFILES['aks-standard'], SOURCE_PROFILES['kubernetes']]
  if (base === undefined || plain === undefined) throw new Error('no built-in profiles')
  const source = detectSource(bundle.objects, Object.values(SOURCE_PROFILES)) ?? plain
  const options = {
    runId: 'test',
    source,
    target: { ...base, kubernetes: version },
    schemas: await loadSchemas(version),
    rules: RULES,
    allow: [],
    written: true,
  }
  const fixed = fixManifests(bundle, options).bundle.objects.filter(({ virtual }) => !virtual)
  return fixed.map(({ file, value }) => ({ origin: file, value }))
}

function exampleFiles(folder: string): SourceFile[] {
  const names = readdirSync(`${EXAMPLES}/${folder}`)
  return names.map((name) => ({
    path: `examples/${folder}/${name}`,
    text: readFileSync(`${EXAMPLES}/${folder}/${name}`, 'utf8'),
    origin: 'file',
  }))
}

describe.skipIf(KUBECONFIG === undefined)('a real API server', { timeout: 600_000 }, () => {
  it.skipIf(CORPORA === undefined)(
    'accepts the fixed objects of real manifests, but for the refusals that the reference explains',
    async () => {
      const version = clusterVersion()
      const candidates: Candidate[] = []
      for (const folder of ['kubernetes-examples', 'openshift-library'])
        for (const file of corpusFiles(folder)) candidates.push(...(await fixedObjects([file], version)))
      const { accepted, refused, unserved } = serverDryRun(candidates)
      const served = accepted.length + refused.length
      console.log(
        `real manifests: the API server ${version} accepts ${accepted.length} of ${served} fixed objects (${((100 * accepted.length) / served).toFixed(1)} %); ${unserved.length} are of kinds that it does not serve`,
      )
      const reasons = new Map(refused.map(({ candidate, reason }) => [candidate.origin, reason]))
      expect([...reasons.keys()].toSorted()).toEqual(Object.keys(REFUSED).toSorted())
      for (const [origin, reason] of reasons) expect(reason).toMatch(REFUSED[origin] ?? /^$/)
      const reference = readFileSync(REFERENCE, 'utf8')
      for (const origin of Object.keys(REFUSED)) expect(reference).toContain(origin)
    },
  )

  it('accepts every fixed object of the examples that it serves', async () => {
    const version = clusterVersion()
    const candidates: Candidate[] = []
    for (const folder of ['shop', 'database', 'batch'].flatMap((name) => [`${name}/k3s`, `${name}/okd`]))
      candidates.push(...(await fixedObjects(exampleFiles(folder), version)))
    const { accepted, refused, unserved } = serverDryRun(candidates)
    console.log(
      `examples: the API server ${version} accepts ${accepted.length} of ${accepted.length + refused.length} fixed objects; ${unserved.length} are of kinds that it does not serve`,
    )
    expect(refused).toEqual([])
  })
})
