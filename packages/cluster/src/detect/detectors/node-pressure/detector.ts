import { timeOf } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { effectsFrom } from '../../effects-from.ts'
import { eventEvidence } from '../../evidence.ts'
import { conditionEvidence, describeNode, standingNodes } from '../../nodes.ts'

/** What each pressure means, and where to look. */
const PRESSURES = [
  { type: 'MemoryPressure', lacks: 'memory', look: 'kubectl top pods -A --sort-by=memory' },
  { type: 'DiskPressure', lacks: 'disk space', look: undefined },
  { type: 'PIDPressure', lacks: 'process numbers', look: undefined },
] as const

export default detector({
  id: 'node-pressure',
  group: 'node',
  title: 'A node is short of memory, disk or process numbers',
  why: 'The kubelet evicts pods to save the node, and takes no new ones.',
  help: 'Find who uses it up; set requests and limits, or take a larger node.',
  severity: 'error',
  reads: ['Node', 'Event'],
  // An image that does not exist or a missing ConfigMap stays so, however much room there is.
  explains: effectsFrom('not-scheduled', 'not-started'),
  suspects: ['/spec/template/spec/containers/*/resources/**'],

  *detect(state) {
    for (const node of standingNodes(state)) {
      for (const { type, lacks, look } of PRESSURES) {
        const condition = node.condition(type)
        if (!condition.at('status').is('True')) continue
        const evictions = state.eventsAbout(node, 'EvictionThresholdMet', 'FreeDiskSpaceFailed', 'ImageGCFailed').slice(-1)
        yield finding(node, {
          about: type,
          message: `Node \`${node.name}\` is short of ${lacks} (${type}): ${condition.at('message').text ?? 'the kubelet says so'}.`,
          since: timeOf(condition.at('lastTransitionTime')),
          evidence: [...conditionEvidence(node, condition), ...evictions.map(eventEvidence)],
          nextSteps: [
            describeNode(node, 'See what is asked for on it, and its events.'),
            ...(look === undefined ? [] : [{ text: 'See who uses most.', command: look }]),
          ],
        })
      }
    }
  },
})
