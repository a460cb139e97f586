import { type Field, LONG_RUNNING_KINDS, podSpec } from '@aks-copilot/kubernetes'
import { guardedContainers, safeguardSeverity } from '../../admission.ts'
import { judgement, option, rule, set, violation } from '../../rule.ts'

export default rule({
  id: 'aks-probes',
  group: 'aks',
  title: 'Container has no readiness or liveness probe',
  why: 'Traffic reaches the container before it can answer, and a hung process is never restarted. AKS warns about it, and never denies.',
  help: 'Add a readinessProbe that asks for what the container serves, and a livenessProbe if a restart can help.',
  severity: 'warning',
  severityOn: (target) => (safeguardSeverity(target) === 'off' ? 'off' : 'warning'),
  fix: 'opt',
  kinds: LONG_RUNNING_KINDS,
  changes: ['**/containers/*/readinessProbe'],

  *inspect(object) {
    if (object.kind === 'Pod' && isRunOnce(podSpec(object))) return
    for (const container of guardedContainers(object, 'containers')) {
      if (container.at('readinessProbe').exists || container.at('livenessProbe').exists) continue
      yield violation(
        container.at('readinessProbe'),
        `Container \`${container.at('name').text}\` has neither a readiness nor a liveness probe.`,
        { ports: container.at('ports').items() },
      )
    }
  },

  /** Whether a port answers can be known without the application; a path that it serves cannot. */
  propose({ at, ports }) {
    const [port, another] = ports.filter((candidate) => (candidate.at('protocol').text ?? 'TCP') === 'TCP')
    if (port === undefined || another !== undefined)
      return judgement('The owner of the application must say what shows that it is ready: a path, a port or a command.')
    return option(
      `Call the container ready when its port ${port.at('containerPort').number} takes connections; a path of the application says more.`,
      [set(at, { tcpSocket: { port: port.at('name').text ?? port.at('containerPort').number } })],
    )
  },
})

/** A pod that is meant to end has nothing to be ready for. */
function isRunOnce(spec: Field | undefined): boolean {
  return spec !== undefined && ['Never', 'OnFailure'].includes(spec.at('restartPolicy').text ?? 'Always')
}
