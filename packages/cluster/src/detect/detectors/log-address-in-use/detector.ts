import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { type ContainerState, containerStates } from '../../container-states.ts'
import { detector, finding } from '../../detector.ts'
import { type EvidenceRecord, fieldEvidence } from '../../evidence.ts'
import { ADDRESS_IN_USE, group } from '../../log-phrases.ts'
import { type Hit, logTroubles } from '../../log-trouble.ts'
import { editStep } from '../../pod-commands.ts'
import { nameContainer } from '../../restarts.ts'

interface InUse extends Hit {
  readonly port: number | undefined
}

export default detector({
  id: 'log-address-in-use',
  group: 'logs',
  title: 'The port that a container wants to listen on is taken',
  why: 'All containers of a pod share its ports, and with hostNetwork all pods of a node: the program cannot start.',
  help: 'Let one of the programs listen on another port.',
  severity: 'error',
  reads: ['Pod', 'logs'],
  effect: 'crashing',
  suspects: ['/spec/template/spec/containers/**', '/spec/template/spec/hostNetwork'],

  *detect(state) {
    for (const { pod, container, told, severity, since, evidence, explains } of logTroubles(state, read)) {
      const other = told.port === undefined ? undefined : otherListener(pod, container, told.port, state)
      yield finding(pod, {
        about: `${container.name} ${told.about}`,
        severity,
        explains,
        message: `${nameContainer(container)} can't listen${told.port === undefined ? '' : ` on port ${told.port}`}: ${other?.text ?? 'the port is taken in its pod'}.`,
        since,
        evidence: [...evidence, ...(other?.evidence ?? [])],
        nextSteps: [editStep(state.topController(pod), 'Give each container a port of its own.')],
      })
    }
  },
})

function read(text: string): InUse | undefined {
  const match = ADDRESS_IN_USE.exec(text)
  if (match === null) return undefined
  const port = group(match, 'port')
  return { index: match.index, about: port ?? 'unnamed', port: port === undefined ? undefined : Number(port) }
}

function otherListener(
  pod: LiveObject,
  container: ContainerState,
  port: number,
  state: ClusterState,
): { text: string; evidence: EvidenceRecord[] } | undefined {
  const listens = ({ spec }: ContainerState) =>
    spec
      .at('ports')
      .items()
      .find((one) => one.at('containerPort').is(port))
  for (const other of containerStates(pod)) {
    const field = other.name === container.name ? undefined : listens(other)
    if (field !== undefined) return { text: `container \`${other.name}\` of the same pod has it`, evidence: [fieldEvidence(pod, field)] }
  }
  const network = pod.spec.at('hostNetwork')
  if (!network.is(true)) return undefined
  const node = pod.spec.at('nodeName').text
  const neighbour = state
    .list('Pod')
    .find(
      (one) =>
        one !== pod &&
        one.spec.at('nodeName').is(node ?? '') &&
        one.spec.at('hostNetwork').is(true) &&
        containerStates(one).some((state) => listens(state) !== undefined),
    )
  return {
    text:
      neighbour === undefined
        ? `it uses the network of node \`${node}\`, where the port is taken`
        : `pod \`${neighbour.namespace}/${neighbour.name}\` has it on node \`${node}\``,
    evidence: [fieldEvidence(pod, network)],
  }
}
