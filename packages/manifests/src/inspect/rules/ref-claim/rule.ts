import { volumes, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { dangling, decideName } from '../../dangling.ts'
import { rule } from '../../rule.ts'

export default rule({
  id: 'ref-claim',
  group: 'ref',
  title: 'The claim of a volume is not among these manifests',
  why: 'Pods stay Pending until the PersistentVolumeClaim exists.',
  help: 'Add the claim or correct its name, unless it is made elsewhere.',
  severity: 'info',
  fix: 'judge',
  kinds: WORKLOAD_KINDS,
  reads: ['PersistentVolumeClaim', 'StatefulSet'],

  *inspect(object, { bundle }) {
    for (const volume of volumes(object)) {
      const name = volume.at('persistentVolumeClaim', 'claimName')
      // A StatefulSet replaces the volume by the claim of its own.
      if (object.at('spec', 'volumeClaimTemplates').items().some((claim) => claim.at('metadata', 'name').is(volume.at('name').text ?? ''))) continue
      const missing = dangling(name, 'PersistentVolumeClaim', object.namespace, bundle)
      if (missing === undefined) continue
      const ofSet = bundle.of('StatefulSet').some((set) => set.at('spec', 'volumeClaimTemplates').items().some((claim) => name.text?.startsWith(`${claim.at('metadata', 'name').text}-${set.name}-`)))
      if (!ofSet) yield missing
    }
  },

  propose: decideName,
})
