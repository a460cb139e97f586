import { nearestWord, storageClassField, volumeClaims } from '@aks-copilot/kubernetes'
import { oneOf } from '../../answers.ts'
import { judgement, rule, violation } from '../../rule.ts'
import { bindsByHand, isOpenShiftClass, ownStorageClass, proposeStorageClass, STORAGE_CHANGES, STORAGE_READS } from '../../storage-class.ts'

export default rule({
  id: 'storageclass-unknown',
  group: 'aks',
  title: 'Storage class exists neither on AKS nor in the manifests',
  why: 'Nothing provisions the volume: the claim stays Pending, and its pods with it.',
  help: 'Name a class that the cluster has, or add the class to `storage.classes` of the target profile if the cluster gets it from elsewhere.',
  severity: 'error',
  fix: 'judge',
  kinds: 'all',
  reads: STORAGE_READS,
  changes: STORAGE_CHANGES,

  *inspect(object, { bundle, target }) {
    for (const claim of volumeClaims(object)) {
      const at = storageClassField(claim)
      const name = at.text ?? ''
      if (name === '' || name === 'local-path' || isOpenShiftClass(name)) continue
      if (target.storage.classes.includes(name) || ownStorageClass(claim, bundle) !== undefined || bindsByHand(claim, bundle)) continue
      const near = nearestWord(name, target.storage.classes)
      const hint = near === undefined ? '.' : `; did you mean \`${near}\`?`
      yield violation(at, `Storage class \`${name}\` is neither on AKS nor in these manifests${hint}`, { claim })
    }
  },

  propose(found, context) {
    const { disk, shared, map } = context.target.storage
    if (Object.hasOwn(map, found.at.text ?? '')) return proposeStorageClass(found, context)
    return judgement(
      `Decide what \`${found.at.text}\` stands for: \`${disk}\` is a disk for one node, \`${shared}\` serves several; or map it in \`storage.map\` of the target profile.`,
      () => oneOf(found.at, context.target.storage.classes),
    )
  },
})
