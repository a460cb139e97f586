import { volumes, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { dangling, decideName } from '../../dangling.ts'
import { onceForEachBundle } from '../../once-for-each-bundle.ts'
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
      if (
        object
          .at('spec', 'volumeClaimTemplates')
          .items()
          .some((claim) => claim.at('metadata', 'name').is(volume.at('name').text ?? ''))
      )
        continue
      const missing = dangling(name, 'PersistentVolumeClaim', object.namespace, bundle)
      if (missing === undefined) continue
      const ofSet = claimPrefixes(bundle).has(name.text?.replace(/[0-9]+$/, '') ?? '')
      if (!ofSet) yield missing
    }
  },

  propose: decideName,
})

/** What the names of StatefulSets' claims begin with: template, set, and then the ordinal. */
const claimPrefixes = onceForEachBundle(
  (bundle) =>
    new Set(
      bundle.of('StatefulSet').flatMap((set) =>
        set
          .at('spec', 'volumeClaimTemplates')
          .items()
          .map((claim) => `${claim.at('metadata', 'name').text}-${set.name}-`),
      ),
    ),
)
