import type { LiveReference } from '@aks-copilot/contracts'
import type { ClusterState } from '../../../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import { type ContainerState, containerStates } from '../../container-states.ts'
import { detector, finding } from '../../detector.ts'
import { MINUTE, SECOND, spanText } from '../../durations.ts'
import { absenceEvidence, fieldEvidence } from '../../evidence.ts'
import { lastWords } from '../../last-words.ts'
import { awaitedServices } from '../../awaited-services.ts'
import { inNamespace, troubledPods } from '../../pods.ts'
import { logsStep } from '../../pod-commands.ts'
import { shellWord } from '../../shell-words.ts'

/** Migrations and downloads take minutes. */
const LONG = 5 * MINUTE
/** What says that it waits for somebody, and whom, need not be waited for that long. */
const WAITS = 90 * SECOND
const WAITING =
  /waiting for|not ready|unavailable|retry|can't find|NXDOMAIN|no such host|bad address|not resolve|connection refused|timed out/i

export default detector({
  id: 'init-container-stuck',
  group: 'pod',
  title: 'An init container does not come to an end',
  why: 'The containers of the pod start when all init containers have succeeded, and not before.',
  help: 'Read what it waits for; bring that up, or name the right one.',
  severity: 'error',
  reads: ['Pod', 'logs', 'Service'],
  effect: 'not-started',
  suspects: ['/spec/**/initContainers/**', '/spec/selector/**', '/spec/ports/**'],

  *detect(state) {
    for (const pod of troubledPods(state)) {
      if (!pod.at('status', 'phase').is('Pending')) continue
      const container = containerStates(pod).find(
        (one) => one.list === 'initContainers' && one.running.exists && !one.spec.at('restartPolicy').is('Always'),
      )
      const started = container === undefined ? undefined : timeOf(container.running.at('startedAt'))
      if (container === undefined || started === undefined) continue
      const awaited = awaitedServices(pod, container, state)
      if (state.now - started < (saysThatItWaits(pod, container, state) ? WAITS : LONG)) continue
      const absent = awaited.filter(({ namespace, name }) => state.isAbsent('Service', namespace, name))
      yield finding(pod, {
        about: container.name,
        message: `Init container \`${container.name}\` has been running for ${spanText(state.now - started)}${forWhom(awaited, absent)}.`,
        since: started,
        evidence: [
          fieldEvidence(pod, container.running.at('startedAt'), started),
          ...lastWords(pod, container.name, state),
          ...absent.map(absenceEvidence),
        ],
        blames: awaited,
        nextSteps: [
          logsStep(pod, container.name, 'Read what it waits for.'),
          ...awaited.slice(0, 1).map(({ name }) => ({
            text: 'See whether the Service has endpoints.',
            command: `kubectl get service,endpointslices${inNamespace(pod)} | grep ${shellWord(name)}`,
          })),
        ],
      })
    }
  },
})

function saysThatItWaits(pod: LiveObject, container: ContainerState, state: ClusterState): boolean {
  return state
    .logsOf(pod, container.name)
    .some(({ previous, lines }) => !previous && lines.slice(-5).some(({ text }) => WAITING.test(text)))
}

function forWhom(awaited: readonly LiveReference[], absent: readonly LiveReference[]): string {
  const [missing] = absent
  if (missing !== undefined) return ` and waits for Service \`${missing.name}\`, which does not exist`
  const [one] = awaited
  return one === undefined ? '' : ` and waits for Service \`${one.name}\``
}
