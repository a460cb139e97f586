import { detector, finding } from '../../detector.ts'
import { effectsFrom } from '../../effects-from.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import { describeNode, standingNodes, timesNotReady } from '../../nodes.ts'

/** Twice may be an upgrade and a restart. */
const TOO_OFTEN = 3

export default detector({
  id: 'node-flapping',
  group: 'node',
  title: 'A node is ready and not ready by turns',
  why: 'Each time its pods lose their traffic, and some are made anew elsewhere.',
  help: 'Look for a kubelet that is short of memory or processor time, a disk that is slow, or a network that drops.',
  severity: 'warning',
  reads: ['Node', 'Event'],
  explains: effectsFrom('not-ready'),

  *detect(state) {
    for (const node of standingNodes(state)) {
      const ready = node.condition('Ready').at('status')
      // While it is down, node-not-ready tells of it.
      if (!ready.is('True')) continue
      const { times, since } = timesNotReady(node, state)
      if (times < TOO_OFTEN) continue
      const events = state.eventsAbout(node, 'NodeNotReady', 'NodeReady').slice(-2)
      yield finding(node, {
        message: `Node \`${node.name}\` was not ready ${times} times in the window; it is ready now.`,
        since,
        evidence: [...events.map(eventEvidence), fieldEvidence(node, ready)],
        nextSteps: [
          describeNode(node),
          {
            text: 'See when it came and went.',
            command: `kubectl get events -A --field-selector involvedObject.kind=Node,involvedObject.name=${node.name}`,
          },
        ],
      })
    }
  },
})
