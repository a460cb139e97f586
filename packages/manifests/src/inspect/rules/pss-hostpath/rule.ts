import { WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { baselineSeverity, guardedPodSpec } from '../../admission.ts'
import { rule, violation } from '../../rule.ts'

export default rule({
  id: 'pss-hostpath',
  group: 'pss',
  title: 'Volume is a directory of the node',
  why: 'The files stay behind when the pod moves, nodes of AKS are replaced at every upgrade, and Pod Security "baseline" denies it.',
  help: 'Decide what the directory is for: data belongs into a PersistentVolumeClaim, scratch space into an emptyDir, configuration into a ConfigMap.',
  severity: 'error',
  severityOn: baselineSeverity,
  fix: 'judge',
  kinds: WORKLOAD_KINDS,

  *inspect(object) {
    for (const volume of guardedPodSpec(object)?.at('volumes').items() ?? []) {
      const at = volume.at('hostPath')
      if (at.exists) yield violation(at, `Volume \`${volume.at('name').text}\` is \`${at.at('path').text ?? ''}\` of the node.`)
    }
  },
})
