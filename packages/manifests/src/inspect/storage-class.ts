import {
  containers,
  describeObject,
  type Field,
  type KubernetesObject,
  LONG_RUNNING_KINDS,
  needsSharedAccess,
  parseImage,
  REPLICATED_KINDS,
  replicas,
  storageClassField,
  volumes,
  WORKLOAD_KINDS,
} from '@aks-copilot/kubernetes'
import { onceForEachBundle } from './once-for-each-bundle.ts'
import { automatic, type BundleView, judgement, option, type Proposal, type RuleContext, set } from './rule.ts'

/** What a rule that reads storage classes looks up in the bundle. */
export const STORAGE_READS: readonly string[] = ['StorageClass', 'PersistentVolume', ...WORKLOAD_KINDS]

/** Where `proposeStorageClass` changes an object. */
export const STORAGE_CHANGES: readonly string[] = ['**/storageClassName', '**/volume.beta.kubernetes.io~1storage-class']

/** The StorageClass of the bundle that a claim names. */
export function ownStorageClass(claim: Field, bundle: BundleView): KubernetesObject | undefined {
  return storageClassesByName(bundle).get(storageClassField(claim).text ?? '')
}

const storageClassesByName = onceForEachBundle(
  (bundle) =>
    new Map(
      bundle
        .of('StorageClass')
        .toReversed()
        .map((candidate) => [candidate.name, candidate]),
    ),
)

const volumesByClass = onceForEachBundle((bundle) =>
  Map.groupBy(bundle.of('PersistentVolume'), (volume) => volume.at('spec', 'storageClassName').text ?? ''),
)

/** Whether the claim shall bind to a volume that somebody made by hand: it names one, or the bundle has one for it. */
export function bindsByHand(claim: Field, bundle: BundleView): boolean {
  return (
    claim.at('spec', 'volumeName').exists ||
    (volumesByClass(bundle).get(storageClassField(claim).text ?? '') ?? []).some((volume) => isFor(volume.at('spec'), claim))
  )
}

/** A volume of the same class that is kept for nobody else; a StatefulSet's claims have the template's name with more behind it. */
function isFor(volume: Field, claim: Field): boolean {
  const [keptFor, name] = [volume.at('claimRef', 'name').text, claim.at('metadata', 'name').text ?? '']
  const sameClass = volume.at('storageClassName').is(storageClassField(claim).text ?? '')
  return sameClass && (keptFor === undefined || keptFor === name || keptFor.startsWith(`${name}-`))
}

/** Classes that OpenShift and OKD bring; rules of that source speak about them. */
export function isOpenShiftClass(name: string): boolean {
  return /^(ocs-|thin$|thin-csi|crc-csi-hostpath|lvms-)/.test(name)
}

interface NamedClass {
  readonly at: Field
  readonly claim: Field
}

/** What to write in place of a class that AKS does not have: the profile's mapping, else a disk for one node, files for several. */
export function proposeStorageClass(
  { at, claim }: NamedClass,
  { target, bundle, object }: RuleContext & { readonly object: KubernetesObject },
): Proposal {
  const { disk, shared, map } = target.storage
  const mapped = map[at.text ?? '']
  if (bindsByHand(claim, bundle))
    return judgement(
      'The claim is bound to one certain volume: decide which Azure disk or file share takes its place, and name the same class in both.',
    )
  if (mapped !== undefined) return automatic(`Use \`${mapped}\`, as the target profile maps it.`, [set(at, mapped)])
  const pods = podsThatShare(object, bundle)
  if (pods !== undefined && !needsSharedAccess(claim))
    return judgement(
      `${pods} mount the claim; on the one node of the source that works, an Azure disk is attached to one node at a time. Decide: one pod and \`${disk}\`, or ReadWriteMany and \`${shared}\`.`,
    )
  if (!needsSharedAccess(claim)) return automatic(`Use \`${disk}\`, an Azure disk.`, [set(at, disk)])
  const database = databaseOn(object, bundle)
  return database === undefined
    ? option(`Use \`${shared}\`: Azure Files serves several nodes at once, and is slower than a disk.`, [set(at, shared)])
    : judgement(
        `\`${database}\` does not run safely on Azure Files: decide whether one node is enough, then use ReadWriteOnce and \`${disk}\`.`,
      )
}

const DATABASES = new Set([
  'cassandra',
  'clickhouse',
  'clickhouse-server',
  'cockroach',
  'couchdb',
  'elasticsearch',
  'etcd',
  'influxdb',
  'mariadb',
  'mongo',
  'mongodb',
  'mysql',
  'mysql-server',
  'neo4j',
  'opensearch',
  'percona',
  'percona-server',
  'postgis',
  'postgres',
  'postgresql',
  'timescaledb',
])

/** The image of a database that keeps its files in a claim: of the workload itself, or of one that mounts it. A Job with such an image is a client, or a backup. */
function databaseOn(object: KubernetesObject, bundle: BundleView): string | undefined {
  const users =
    object.kind === 'PersistentVolumeClaim' ? (workloadsByClaim(bundle).get(claimKey(object.namespace, object.name)) ?? []) : [object]
  const images = users
    .filter(({ kind }) => LONG_RUNNING_KINDS.includes(kind))
    .flatMap((workload) => containers(workload, 'containers'))
    .flatMap((container) => container.at('image').text ?? [])
  return images.find((image) => DATABASES.has(parseImage(image).repository.split('/').at(-1) ?? ''))
}

/** `2 pods of Deployment shop/api`, where a claim that one node mounts at a time is mounted by more than one pod. */
function podsThatShare(claim: KubernetesObject, bundle: BundleView): string | undefined {
  if (claim.kind !== 'PersistentVolumeClaim') return undefined
  const users = workloadsByClaim(bundle).get(claimKey(claim.namespace, claim.name)) ?? []
  const crowded = users.find((user) => REPLICATED_KINDS.includes(user.kind) && (replicas(user) ?? 1) > 1)
  return crowded === undefined ? undefined : `${replicas(crowded)} pods of ${describeObject(crowded)}`
}

/** Whether the pods of a workload mount a claim of the bundle that one node mounts at a time: they can't be spread. */
export function mountsOneNodeClaim(workload: KubernetesObject, bundle: BundleView): boolean {
  return volumes(workload).some((volume) => {
    const name = volume.at('persistentVolumeClaim', 'claimName').text
    const claim = name === undefined ? undefined : claimsByKey(bundle).get(claimKey(workload.namespace, name))
    return claim !== undefined && !needsSharedAccess(claim.root)
  })
}

const claimsByKey = onceForEachBundle(
  (bundle) => new Map(bundle.of('PersistentVolumeClaim').map((claim) => [claimKey(claim.namespace, claim.name), claim])),
)

/** Long-running workloads by the claims that their pods mount. */
const workloadsByClaim = onceForEachBundle((bundle) => {
  const index = new Map<string, KubernetesObject[]>()
  for (const workload of bundle.of(...LONG_RUNNING_KINDS)) {
    for (const volume of volumes(workload)) {
      const name = volume.at('persistentVolumeClaim', 'claimName').text
      if (name === undefined) continue
      const key = claimKey(workload.namespace, name)
      const known = index.get(key)
      if (known === undefined) index.set(key, [workload])
      else known.push(workload)
    }
  }
  return index
})

function claimKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}\n${name}`
}
