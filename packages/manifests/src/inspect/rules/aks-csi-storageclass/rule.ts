import { type Field, table } from '@aks-copilot/kubernetes'
import { safeguardSeverity } from '../../admission.ts'
import { automatic, judgement, rule, set, violation } from '../../rule.ts'

const DRIVERS = table<string>({
  'kubernetes.io/azure-disk': 'disk.csi.azure.com',
  'kubernetes.io/azure-file': 'file.csi.azure.com',
})

export default rule({
  id: 'aks-csi-storageclass',
  group: 'aks',
  title: 'Storage class names a provisioner that is built into Kubernetes',
  why: 'The built-in Azure provisioners are gone from Kubernetes; AKS denies such a class where its safeguards are enforced.',
  help: 'Use the CSI driver: disk.csi.azure.com or file.csi.azure.com.',
  severity: 'error',
  severityOn: safeguardSeverity,
  fix: 'auto',
  kinds: ['StorageClass'],
  changes: ['provisioner'],

  *inspect(object) {
    const provisioner = object.at('provisioner')
    const driver = DRIVERS[provisioner.text ?? '']
    if (driver !== undefined)
      yield violation(provisioner, `Provisioner \`${provisioner.text}\` is replaced by the CSI driver \`${driver}\`.`, {
        driver,
        parameters: object.at('parameters'),
      })
  },

  propose({ at, driver, parameters }) {
    return isUnmanagedDisk(parameters)
      ? judgement(
          'The class makes disks in storage accounts, which Azure retired: decide what becomes of their data, then use managed disks.',
        )
      : automatic(
          `Use \`${driver}\`; it reads the same parameters. An existing class has to be deleted and made again, its volumes stay.`,
          [set(at, driver)],
        )
  },
})

/** Keys of parameters may be written in any case. */
function isUnmanagedDisk(parameters: Field): boolean {
  const kind = Object.entries(parameters.strings())
    .find(([key]) => key.toLowerCase() === 'kind')?.[1]
    .toLowerCase()
  return kind === 'dedicated' || kind === 'shared'
}
