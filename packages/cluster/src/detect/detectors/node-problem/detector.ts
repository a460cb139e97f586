import { timeOf } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { effectsFrom } from '../../effects-from.ts'
import { nodeTroubles } from '../../node-conditions.ts'
import { conditionEvidence, describeNode, standingNodes } from '../../nodes.ts'
import { MINUTE } from '../../durations.ts'
import { ageOf } from '../../pods.ts'

/** The network of a new node is set up by a pod that has to start first. */
const JOINING = 5 * MINUTE

export default detector({
  id: 'node-problem',
  group: 'node',
  title: 'A node has a grave problem',
  why: 'Kernel, file system, network or runtime of the node do not work as they should: its pods fail for no reason of their own.',
  help: 'Drain the node and replace its machine.',
  severity: 'error',
  reads: ['Node'],
  explains: effectsFrom('not-started'),

  *detect(state) {
    for (const node of standingNodes(state)) {
      if (ageOf(node.createdAt, state) < JOINING) continue
      for (const { type, condition, meaning, grave } of nodeTroubles(node)) {
        if (!grave) continue
        const said = condition.at('message').text?.replace(/\.$/, '')
        yield finding(node, {
          about: type,
          message: `Node \`${node.name}\` has condition \`${type}\`, ${meaning}${said === undefined ? '' : `: ${said}`}.`,
          since: timeOf(condition.at('lastTransitionTime')),
          evidence: conditionEvidence(node, condition),
          nextSteps: [
            describeNode(node),
            {
              text: 'Move its pods elsewhere before the machine is replaced.',
              command: `kubectl drain ${node.name} --ignore-daemonsets --delete-emptydir-data`,
            },
          ],
        })
      }
    }
  },
})
