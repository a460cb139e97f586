import { type Field, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { guardedPodSpec, restrictedSeverity } from '../../admission.ts'
import { rule, violation } from '../../rule.ts'

const ALLOWED: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
])

export default rule({
  id: 'pss-volume-types',
  group: 'pss',
  title: 'Volume type is not allowed',
  why: 'Pod Security "restricted" lets a pod mount no storage directly, only through a claim.',
  help: 'Decide who owns the storage, make a PersistentVolume for it, and mount it through a PersistentVolumeClaim.',
  severity: 'error',
  severityOn: restrictedSeverity,
  fix: 'judge',
  kinds: WORKLOAD_KINDS,

  *inspect(object) {
    for (const volume of guardedPodSpec(object)?.at('volumes').items() ?? []) {
      const at = deniedType(volume)
      if (at !== undefined) yield violation(at, `Volume \`${volume.at('name').text}\` has the type \`${at.key}\`.`)
    }
  },
})

/** A hostPath is the business of its own rule; a volume without any type becomes an emptyDir. */
function deniedType(volume: Field): Field | undefined {
  return volume.entries().find(({ key, exists }) => exists && key !== 'name' && key !== 'hostPath' && !ALLOWED.has(String(key)))
}
