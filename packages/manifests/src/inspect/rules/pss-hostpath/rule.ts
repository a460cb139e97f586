import { WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { baselineSeverity, guardedPodSpec } from '../../admission.ts'
import { rule, violation } from '../../rule.ts'

/** An agent that reads its node is what a DaemonSet is often for. */
const FOR_AGENT =
  'If it is an agent that must see the files of its node, keep it, in a namespace that is allowed to, or use what AKS brings for it (Azure Monitor for logs and metrics); else use a PersistentVolumeClaim, an emptyDir or a ConfigMap.'

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
    const extra = object.kind === 'DaemonSet' ? { help: FOR_AGENT } : {}
    for (const volume of guardedPodSpec(object)?.at('volumes').items() ?? []) {
      const at = volume.at('hostPath')
      if (at.exists) yield violation(at, `Volume \`${volume.at('name').text}\` is \`${at.at('path').text ?? ''}\` of the node.`, extra)
    }
  },
})
