import { WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { baselineSeverity, guardedPodSpec } from '../../admission.ts'
import { rule, violation } from '../../rule.ts'

/** An agent that reads its node is what a DaemonSet is often for. */
const FOR_AGENT =
  'If it is an agent that must see the files of its node, keep it, in a namespace that is allowed to, or use what AKS brings for it (Azure Monitor for logs and metrics); else use a PersistentVolumeClaim, an emptyDir or a ConfigMap.'

/** With this file the pod has the time zone of whatever node it runs on; what it needs is one that its manifest names. */
const FOR_TIME_ZONE =
  'Take the volume away, and set the environment variable `TZ` of the container to the time zone that it needs, such as `Europe/Berlin`; the image needs the time zone data (package `tzdata`) for it.'

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
      const path = at.at('path').text ?? ''
      if (at.exists) yield violation(at, `Volume \`${volume.at('name').text}\` is \`${path}\` of the node.`, remedyFor(path, object.kind))
    }
  },
})

function remedyFor(path: string, kind: string): { help?: string } {
  if (/^\/(etc\/localtime|etc\/timezone|usr\/share\/zoneinfo(\/.*)?)\/?$/.test(path)) return { help: FOR_TIME_ZONE }
  return kind === 'DaemonSet' ? { help: FOR_AGENT } : {}
}
