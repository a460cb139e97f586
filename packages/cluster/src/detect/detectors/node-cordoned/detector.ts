import { timeOf } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { effectsFrom } from '../../effects-from.ts'
import { fieldEvidence } from '../../evidence.ts'
import { describeNode, taints } from '../../nodes.ts'

export default detector({
  id: 'node-cordoned',
  group: 'node',
  title: 'A node is cordoned',
  why: 'No new pods go there until somebody lifts it; those that run there stay.',
  help: 'Uncordon the node when the work on it is done.',
  severity: 'info',
  reads: ['Node'],
  explains: effectsFrom('not-scheduled', 'not-started', 'crashing'),
  suspects: ['/spec/unschedulable'],

  *detect(state) {
    for (const node of state.list('Node')) {
      const cordoned = node.spec.at('unschedulable')
      if (!cordoned.is(true) || node.deletedAt !== undefined) continue
      const taint = taints(node).find((candidate) => candidate.at('key').is('node.kubernetes.io/unschedulable'))
      const since = state.lastChange(node, '/spec/unschedulable')?.at ?? (taint === undefined ? undefined : timeOf(taint.at('timeAdded')))
      yield finding(node, {
        message: `Node \`${node.name}\` is cordoned: no new pods are placed there.`,
        since,
        evidence: [fieldEvidence(node, cordoned, since)],
        nextSteps: [
          describeNode(node, 'See whether somebody is at work on it.'),
          { text: 'Let it take pods again.', command: `kubectl uncordon ${node.name}` },
        ],
      })
    }
  },
})
