import { containers, type KubernetesObject, podSpec, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { baselineSeverity, guardedPodSpec } from '../../admission.ts'
import { judgement, option, remove, rule, violation } from '../../rule.ts'

const NAMESPACES = { hostNetwork: 'network', hostPID: 'processes', hostIPC: 'inter-process communication' } as const

export default rule({
  id: 'pss-host-namespaces',
  group: 'pss',
  title: 'Pod shares a namespace of its node',
  why: 'Whoever breaks into the pod sees the traffic or the processes of the whole node; Pod Security "baseline" denies it.',
  help: 'Remove hostNetwork, hostPID and hostIPC.',
  severity: 'error',
  severityOn: baselineSeverity,
  fix: 'opt',
  kinds: WORKLOAD_KINDS,
  changes: ['**/hostNetwork', '**/hostPID', '**/hostIPC'],

  *inspect(object) {
    const spec = guardedPodSpec(object)
    if (spec === undefined) return
    for (const [key, what] of Object.entries(NAMESPACES)) {
      if (spec.at(key).is(true)) yield violation(spec.at(key), `\`${key}\` shares the ${what} of the node.`)
    }
  },

  propose({ at }, { object }) {
    if (at.key === 'hostNetwork' && isHostProcess(object))
      return judgement('A pod of host processes must share the network of its Windows node: decide first whether it has to be one.')
    return option(`Remove \`${at.key}\`; make sure that the pod works without it.`, [remove(at)])
  },
})

/** Kubernetes refuses a pod of Windows host processes without the network of the host. */
function isHostProcess(object: KubernetesObject): boolean {
  const places = [podSpec(object), ...containers(object)]
  return places.some((place) => place?.at('securityContext', 'windowsOptions', 'hostProcess').is(true))
}
