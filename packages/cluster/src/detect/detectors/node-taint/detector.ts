import type { Field } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import { type LiveObject, timeOf } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { effectsFrom } from '../../effects-from.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import { describeNode, standingNodes, taints, unplacedPods } from '../../nodes.ts'
import { taintText, tolerates } from '../../tolerations.ts'

/** Taints that Kubernetes sets for a reason which other detectors tell: not ready, under pressure, cordoned. */
const OF_CONDITIONS = /^(node\.kubernetes\.io|node-role\.kubernetes\.io|node\.cloudprovider\.kubernetes\.io)\//

export default detector({
  id: 'node-taint',
  group: 'node',
  title: 'A taint keeps pods away from a node',
  why: 'Pods without a matching toleration are not placed there; with effect NoExecute those that run there are evicted.',
  help: 'Give the pods a toleration if they belong there, or take the taint away.',
  severity: 'info',
  reads: ['Node', 'Pod', 'Event'],
  explains: effectsFrom('not-scheduled', 'not-started', 'crashing'),
  suspects: ['/spec/taints/**'],

  *detect(state) {
    const waiting = unplacedPods(state).filter((pod) => /taint/.test(pod.condition('PodScheduled').at('message').text ?? ''))
    if (waiting.length === 0) return
    for (const node of standingNodes(state)) {
      for (const taint of taints(node)) {
        const key = taint.at('key').text ?? ''
        if (taint.at('effect').is('PreferNoSchedule') || OF_CONDITIONS.test(key)) continue
        const kept = waiting.find((pod) => isKeptAway(pod, key, taint))
        if (kept === undefined) continue
        const since = taintedAt(node, taint, state)
        const event = state.eventsAbout(kept, 'FailedScheduling').at(-1)
        yield finding(node, {
          about: taintText(taint),
          message: `Node \`${node.name}\` has taint \`${taintText(taint)}\`, which pods of ${kept.namespace}/\`${state.topController(kept).name}\` do not tolerate.`,
          since,
          evidence: [
            fieldEvidence(node, taint, since),
            fieldEvidence(kept, kept.condition('PodScheduled').at('message')),
            ...(event === undefined ? [] : [eventEvidence(event)]),
          ],
          nextSteps: [
            describeNode(node, 'See what the node is kept for.'),
            {
              text: 'If nobody needs it any more, take the taint away.',
              command: `kubectl taint node ${node.name} ${key}:${taint.at('effect').text}-`,
            },
          ],
        })
      }
    }
  },
})

/** Whether the scheduler names this taint as what kept the pod away. */
function isKeptAway(pod: LiveObject, key: string, taint: Field): boolean {
  return (
    (pod.condition('PodScheduled').at('message').text ?? '').includes(`{${key}:`) && !tolerates(pod.spec.at('tolerations').items(), taint)
  )
}

function taintedAt(node: LiveObject, taint: Field, state: ClusterState): number | undefined {
  return timeOf(taint.at('timeAdded')) ?? state.lastChange(node, '/spec/taints')?.at
}
