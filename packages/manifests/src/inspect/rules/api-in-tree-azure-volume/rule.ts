import { type Field, type KubernetesObject, volumes, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { rule, violation } from '../../rule.ts'

const DRIVERS: Readonly<Record<string, string>> = { azureDisk: 'disk.csi.azure.com', azureFile: 'file.csi.azure.com' }

export default rule({
  id: 'api-in-tree-azure-volume',
  group: 'api',
  title: 'The volume type is deprecated in favour of the CSI driver',
  why: 'Kubernetes hands azureDisk and azureFile on to the CSI drivers, and may stop; not every option of theirs is known to the drivers.',
  help: 'Use `csi` with the driver disk.csi.azure.com or file.csi.azure.com, or a claim; check volume handle, secret and file system.',
  severity: 'warning',
  fix: 'judge',
  kinds: [...WORKLOAD_KINDS, 'PersistentVolume'],

  *inspect(object) {
    for (const holder of volumeSources(object)) {
      for (const [name, driver] of Object.entries(DRIVERS)) {
        if (holder.at(name).exists) yield violation(holder.at(name), `\`${name}\` is deprecated: its CSI driver is \`${driver}\`.`)
      }
    }
  },
})

function volumeSources(object: KubernetesObject): readonly Field[] {
  return object.kind === 'PersistentVolume' && object.group === '' ? [object.at('spec')] : volumes(object)
}
