import { containers, type Field, type KubernetesObject, podSpec, volumes, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { judgement, rule, violation } from '../../rule.ts'

export default rule({
  id: 'okd-uid-assumption',
  group: 'okd',
  title: 'Pod counts on the user that OpenShift gives it',
  why: 'OpenShift runs the container as a random user of its project; AKS runs it as the user of the image, perhaps root.',
  help: 'Set securityContext.runAsUser and runAsNonRoot to the user that the image is made for.',
  severity: 'warning',
  fix: 'judge',
  kinds: WORKLOAD_KINDS,
  assumes: true,

  *inspect(object) {
    const pod = podSpec(object)
    if (pod === undefined || isWindows(pod) || pod.at('securityContext', 'runAsUser').exists) return
    const open = containers(object, 'containers', 'initContainers').filter(
      (container) => !container.at('securityContext', 'runAsUser').exists,
    )
    const [first] = open
    if (first === undefined) return
    const names = open.map((container) => `\`${container.at('name').text ?? ''}\``).join(', ')
    const checked = open.every(
      (container) => (container.at('securityContext', 'runAsNonRoot').value ?? pod.at('securityContext', 'runAsNonRoot').value) === true,
    )
    const consequence = checked
      ? 'AKS refuses to start it unless the image names a numeric user that is not root'
      : 'on AKS it is the user of the image, perhaps root'
    yield violation(pod.at('securityContext', 'runAsUser'), `No user is set for ${names}: ${consequence}.`)
  },

  propose(_found, { object }) {
    return judgement(
      `Decide which user the image is made for, and set securityContext.runAsUser${mountsClaim(object) ? '; set fsGroup, too, so that this user can write to the volume' : ''}.`,
    )
  },
})

function isWindows(pod: Field): boolean {
  return pod.at('os', 'name').is('windows') || pod.at('nodeSelector', 'kubernetes.io/os').is('windows')
}

/** OpenShift also sets fsGroup; without it a new disk belongs to root. */
function mountsClaim(object: KubernetesObject): boolean {
  const claims = object.kind === 'StatefulSet' && object.at('spec', 'volumeClaimTemplates').items().length > 0
  return (
    !podSpec(object)?.at('securityContext', 'fsGroup').exists &&
    (claims || volumes(object).some((volume) => volume.at('persistentVolumeClaim').exists))
  )
}
