import { parseImage } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import type { EventRecord } from '../../../context/records.ts'
import { type ContainerState, containerStates } from '../../container-states.ts'
import { detector, finding } from '../../detector.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'

const REASONS = new Set(['ImagePullBackOff', 'ErrImagePull', 'ErrImageNeverPull', 'InvalidImageName', 'ImageInspectError', 'RegistryUnavailable'])

export default detector({
  id: 'image-pull-failed',
  group: 'pod',
  title: 'An image can not be pulled',
  why: 'The container does not start, and a rollout stops there.',
  help: 'Check the name and tag of the image, and the credentials for its registry.',
  severity: 'error',
  reads: ['Pod', 'Event'],
  effect: 'not-started',
  suspects: ['/spec/template/spec/containers/*/image', '/spec/template/spec/initContainers/*/image'],

  *detect(state) {
    for (const pod of state.list('Pod')) {
      for (const container of containerStates(pod)) {
        if (container.waitingReason === undefined || !REASONS.has(container.waitingReason)) continue
        const image = container.spec.at('image').text ?? ''
        const events = pullEvents(pod, image, state)
        const said = [container.waiting.at('message').text ?? '', ...events.map(({ message }) => message)].join('\n')
        const last = events.at(-1)
        yield finding(pod, {
          about: container.name,
          message: `Image \`${image}\` of container \`${container.name}\` can't be pulled: ${cause(container, image, said)}.`,
          since: events[0]?.firstAt ?? pod.createdAt,
          evidence: [fieldEvidence(pod, container.waiting.at('reason')), ...(last === undefined ? [] : [eventEvidence(last)])],
          nextSteps: [
            { text: 'Read what the registry answered.', command: `kubectl describe pod ${pod.name} -n ${pod.namespace}` },
          ],
        })
      }
    }
  },
})

function pullEvents(pod: LiveObject, image: string, state: ClusterState): readonly EventRecord[] {
  return state.eventsAbout(pod, 'Failed', 'InspectFailed', 'ErrImageNeverPull').filter(({ message }) => message.includes(image))
}

/** What the runtime's message says, in a person's words. */
function cause(container: ContainerState, image: string, said: string): string {
  if (container.waitingReason === 'InvalidImageName') return 'the name is not valid'
  if (container.waitingReason === 'ErrImageNeverPull') return 'it is not on the node, and imagePullPolicy is Never'
  if (/not found|manifest unknown|does not exist/i.test(said)) return `${parseImage(image).tag ?? 'latest'} does not exist there`
  if (/unauthori[sz]ed|authentication required|401|403|denied/i.test(said)) return 'the registry refuses the credentials, or there are none'
  if (/no match for platform|no matching manifest/i.test(said)) return 'it was not built for the architecture of the node'
  if (/toomanyrequests|429|rate limit/i.test(said)) return 'the registry limits how often it is asked'
  if (/no such host|timeout|i\/o timeout|connection refused|network is unreachable/i.test(said)) return 'the registry can not be reached'
  return 'the registry did not give it'
}
