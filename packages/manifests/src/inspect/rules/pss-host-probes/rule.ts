import { type Field, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { baselineSeverity, guardedContainers } from '../../admission.ts'
import { rule, violation } from '../../rule.ts'

const HANDLERS = [['livenessProbe'], ['readinessProbe'], ['startupProbe'], ['lifecycle', 'postStart'], ['lifecycle', 'preStop']] as const

export default rule({
  id: 'pss-host-probes',
  group: 'pss',
  title: 'Probe or hook calls another host than its pod',
  why: 'The kubelet calls that host in the name of the node; Pod Security "baseline" denies it since Kubernetes 1.34.',
  help: 'Remove host where the pod itself is meant; the application must then listen on the address of the pod, not on localhost alone.',
  severity: 'error',
  severityOn: (target) => (target.kubernetes === '1.33' ? 'off' : baselineSeverity(target)),
  fix: 'judge',
  kinds: WORKLOAD_KINDS,

  *inspect(object) {
    for (const container of guardedContainers(object)) {
      for (const at of hosts(container))
        yield violation(at, `Container \`${container.at('name').text}\` has a ${at.path.at(-3)} that calls the host \`${at.text}\`.`)
    }
  },
})

function hosts(container: Field): Field[] {
  const actions = HANDLERS.flatMap((steps) => [container.at(...steps, 'httpGet'), container.at(...steps, 'tcpSocket')])
  return actions.map((action) => action.at('host')).filter((host) => (host.text ?? '') !== '')
}
