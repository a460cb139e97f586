import { storageClassField, volumeClaims } from '@aks-copilot/kubernetes'
import { rule, violation } from '../../rule.ts'
import { ownStorageClass, proposeStorageClass, STORAGE_CHANGES, STORAGE_READS } from '../../storage-class.ts'

export default rule({
  id: 'k3s-local-path',
  group: 'k3s',
  title: 'Storage class local-path exists on k3s only',
  why: 'AKS has no such class: the claim stays Pending, and its pods with it.',
  help: 'Use a storage class of AKS: an Azure disk for one node at a time, Azure Files for several; copy the data over before you switch.',
  severity: 'error',
  fix: 'auto',
  kinds: 'all',
  reads: STORAGE_READS,
  changes: STORAGE_CHANGES,

  *inspect(object, { bundle }) {
    for (const claim of volumeClaims(object)) {
      const at = storageClassField(claim)
      if (!at.exists) continue
      const own = ownStorageClass(claim, bundle)
      const local = own === undefined ? at.is('local-path') : own.at('provisioner').is('rancher.io/local-path')
      if (local) yield violation(at, `Storage class \`${at.text}\` does not exist on AKS.`, { claim })
    }
  },

  propose: proposeStorageClass,
})
