import { timeOf } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { nodeTroubles } from '../../node-conditions.ts'
import { conditionEvidence, describeNode, standingNodes } from '../../nodes.ts'

export default detector({
  id: 'node-condition',
  group: 'node',
  title: 'A condition of a node reports a problem',
  why: 'The node works on, but something that watches it (the node problem detector, a plugin, the cloud) has seen a fault or an event to come.',
  help: 'Read what the condition says; drain the node if it lasts.',
  severity: 'warning',
  reads: ['Node'],
  // Too weak a sign to hide the fault of a pod behind it.
  explains: [],

  *detect(state) {
    for (const node of standingNodes(state)) {
      for (const { type, condition, meaning, grave } of nodeTroubles(node)) {
        if (grave) continue
        const said = condition.at('message').text?.replace(/\.$/, '') ?? condition.at('reason').text
        yield finding(node, {
          about: type,
          message: `Node \`${node.name}\` has condition \`${type}: ${condition.at('status').text}\`${meaning === undefined ? '' : `, ${meaning}`}${said === undefined ? '' : `: ${said}`}.`,
          since: timeOf(condition.at('lastTransitionTime')),
          evidence: conditionEvidence(node, condition),
          nextSteps: [describeNode(node)],
        })
      }
    }
  },
})
