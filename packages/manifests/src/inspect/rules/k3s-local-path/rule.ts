import { needsSharedAccess, storageClassField, volumeClaims } from '@aks-copilot/kubernetes'
import { automatic, option, rule, set, violation } from '../../rule.ts'

export default rule({
  id: 'k3s-local-path',
  group: 'k3s',
  title: 'Storage class local-path exists on k3s only',
  why: 'AKS has no such class: the claim stays Pending, and its pods with it.',
  help: 'Use a storage class of AKS: an Azure disk for one node at a time, Azure Files for several.',
  severity: 'error',
  fix: 'auto',
  kinds: 'all',
  reads: ['StorageClass'],
  changes: ['**/storageClassName', '**/volume.beta.kubernetes.io~1storage-class'],

  *inspect(object, { bundle }) {
    for (const claim of volumeClaims(object)) {
      const at = storageClassField(claim)
      const ownClass = bundle.of('StorageClass').find((candidate) => at.is(candidate.name))
      const local = ownClass === undefined ? at.is('local-path') : ownClass.at('provisioner').is('rancher.io/local-path')
      if (local) yield violation(at, `Storage class \`${at.text}\` does not exist on AKS.`, { claim })
    }
  },

  propose({ at, claim }, { target }) {
    return needsSharedAccess(claim)
      ? option(`Use \`${target.storage.shared}\`: Azure Files serves several nodes at once, and is slower than a disk.`, [set(at, target.storage.shared)])
      : automatic(`Use \`${target.storage.disk}\`, an Azure disk.`, [set(at, target.storage.disk)])
  },
})
