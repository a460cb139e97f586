import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import { storageClassOf } from './claims.ts'

/** What provisioners can't give for a file system; as a raw block device shared disks can be had. */
const UNSERVED: Readonly<Record<string, readonly string[]>> = {
  'disk.csi.azure.com': ['ReadWriteMany', 'ReadOnlyMany'],
  'kubernetes.io/azure-disk': ['ReadWriteMany', 'ReadOnlyMany'],
  'rancher.io/local-path': ['ReadWriteMany', 'ReadOnlyMany'],
  'ebs.csi.aws.com': ['ReadWriteMany', 'ReadOnlyMany'],
  'kubernetes.io/aws-ebs': ['ReadWriteMany', 'ReadOnlyMany'],
  'pd.csi.storage.gke.io': ['ReadWriteMany'],
  'kubernetes.io/gce-pd': ['ReadWriteMany'],
}

/** Provisioners on AKS whose volumes several nodes can write. */
const SHARED: ReadonlySet<string> = new Set(['file.csi.azure.com', 'blob.csi.azure.com', 'kubernetes.io/azure-file'])

/** The access modes of a claim that the provisioner of its class is known not to serve. */
export function unservedModes(claim: LiveObject, state: ClusterState): readonly string[] {
  if (claim.spec.at('volumeMode').is('Block')) return []
  const unserved = UNSERVED[storageClassOf(claim, state)?.at('provisioner').text ?? ''] ?? []
  return claim.spec
    .at('accessModes')
    .items()
    .flatMap(({ text }) => (text !== undefined && unserved.includes(text) ? [text] : []))
}

/** A class whose volumes several nodes can share, where there is one. */
export function sharedClass(state: ClusterState): LiveObject | undefined {
  return state.list('StorageClass').find((storageClass) => SHARED.has(storageClass.at('provisioner').text ?? ''))
}
