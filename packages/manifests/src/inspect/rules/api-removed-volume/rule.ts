import { compareVersions, type Field, type KubernetesObject, volumes, WORKLOAD_KINDS, table } from '@aks-copilot/kubernetes'
import { rule, violation } from '../../rule.ts'

/** Volume types of the API that no kubelet mounts, since when, and what mounts them where a driver is installed. */
const GONE = table<readonly [since: string, help: string]>({
  flocker: ['1.25', 'Use a claim with a storage class of AKS.'],
  quobyte: ['1.25', 'Use a claim with a storage class of AKS.'],
  storageos: ['1.25', 'Use a claim with a storage class of AKS.'],
  glusterfs: ['1.26', 'Move the data to Azure Files or Azure NetApp Files, and use a claim.'],
  cephfs: ['1.31', 'Install the Ceph CSI driver in the cluster, or move the data to Azure Files.'],
  rbd: ['1.31', 'Install the Ceph CSI driver in the cluster, or move the data to an Azure disk.'],
  gitRepo: ['1.33', 'Clone the repository in an init container into an `emptyDir` volume.'],
})
/** Volumes of other clouds: Kubernetes hands them to a CSI driver that AKS does not have. */
const ELSEWHERE = table<string>({
  awsElasticBlockStore: 'ebs.csi.aws.com',
  gcePersistentDisk: 'pd.csi.storage.gke.io',
  cinder: 'cinder.csi.openstack.org',
  vsphereVolume: 'csi.vsphere.vmware.com',
})

export default rule({
  id: 'api-removed-volume',
  group: 'api',
  title: 'No node of AKS can mount this type of volume',
  why: 'The API server accepts the object, and its pods wait in ContainerCreating for a mount that never comes.',
  help: 'Move the data to an Azure disk or Azure Files, and use a claim.',
  severity: 'error',
  fix: 'judge',
  kinds: [...WORKLOAD_KINDS, 'PersistentVolume'],

  *inspect(object, { target: { kubernetes } }) {
    for (const holder of volumeSources(object)) {
      for (const source of holder.entries()) {
        const name = String(source.key)
        const [since = '', help = ''] = GONE[name] ?? []
        const driver = ELSEWHERE[name]
        if (driver !== undefined) yield violation(source, `\`${name}\` needs the CSI driver \`${driver}\`, which AKS does not have.`)
        else if (since !== '' && compareVersions(since, kubernetes) <= 0)
          yield violation(source, `Kubernetes ${name === 'gitRepo' ? 'switched off' : 'removed'} \`${name}\` volumes in ${since}.`, {
            help,
          })
      }
    }
  },
})

function volumeSources(object: KubernetesObject): readonly Field[] {
  return object.kind === 'PersistentVolume' && object.group === '' ? [object.at('spec')] : volumes(object)
}
