import { type Field, type KubernetesObject, podSpec, securityContexts, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { guardedSecurityContexts, restrictedSeverity } from '../../admission.ts'
import { judgement, option, rule, set, violation } from '../../rule.ts'

export default rule({
  id: 'pss-run-as-nonroot',
  group: 'pss',
  title: 'Container may run as root',
  why: 'Pod Security "restricted" wants runAsNonRoot for every container, at the pod or at the container.',
  help: 'Set runAsNonRoot to true, and see that the image has a numeric user other than 0.',
  severity: 'error',
  severityOn: restrictedSeverity,
  fix: 'opt',
  kinds: WORKLOAD_KINDS,
  changes: ['**/securityContext/runAsNonRoot'],

  *inspect(object) {
    if (hasOwnUsers(object)) return
    const [pod, ...others] = guardedSecurityContexts(object).map(({ at, owner }) => ({ at: at.at('runAsNonRoot'), owner }))
    if (pod === undefined) return
    for (const { at, owner } of [pod, ...others]) if (at.is(false)) yield violation(at, `${owner} says that it may run as root.`)
    const open = others.filter(({ at }) => !at.exists)
    if (!pod.at.exists && open.length > 0)
      yield violation(pod.at, `${open[0]?.owner}${open.length > 1 ? ` and ${open.length - 1} more` : ''} may run as root.`)
  },

  propose({ at }, { object }) {
    const root = securityContexts(object).find((context) => context.at.at('runAsUser').is(0))
    return root === undefined
      ? option('Forbid root; a container whose image has no other user will not start.', [set(at, true)])
      : judgement(`${root.owner} runs as user 0: choose another user first.`)
  },
})

/** In a user namespace, root of the pod is nobody on the node: the rule does not apply. */
function hasOwnUsers(object: KubernetesObject): boolean {
  const hostUsers: Field | undefined = podSpec(object)?.at('hostUsers')
  return hostUsers?.is(false) === true
}
