import { storageClassField, volumeClaims } from '@aks-copilot/kubernetes'
import { rule, violation } from '../../rule.ts'
import { isOpenShiftClass, ownStorageClass, proposeStorageClass, STORAGE_CHANGES, STORAGE_READS } from '../../storage-class.ts'

export default rule({
  id: 'okd-storageclass',
  group: 'okd',
  title: 'Storage class of OpenShift',
  why: 'AKS has no such class: the claim stays Pending, and its pods with it.',
  help: 'Use a storage class of AKS: an Azure disk for one node at a time, Azure Files for several; copy the data over before you switch.',
  severity: 'error',
  fix: 'auto',
  kinds: 'all',
  reads: STORAGE_READS,
  changes: STORAGE_CHANGES,

  *inspect(object, { bundle, target }) {
    for (const claim of volumeClaims(object)) {
      const at = storageClassField(claim)
      const name = at.text ?? ''
      const isThere = ownStorageClass(claim, bundle) !== undefined || target.storage.classes.includes(name)
      if (isOpenShiftClass(name) && !isThere)
        yield violation(at, `Storage class \`${name}\` comes with OpenShift and does not exist on AKS.`, { claim })
    }
  },

  propose: proposeStorageClass,
})
