import { parseQuantity } from '@aks-copilot/kubernetes'
import { detector, finding } from '../../detector.ts'
import { effectsFrom } from '../../effects-from.ts'
import { fieldEvidence } from '../../evidence.ts'
import { podsOn, standingNodes } from '../../nodes.ts'

export default detector({
  id: 'node-too-many-pods',
  group: 'node',
  title: 'A node runs as many pods as it may',
  why: 'No further pod is placed there, however much processor and memory is left.',
  help: 'Add a node, or make a node pool with a higher limit of pods (on AKS it is set when the pool is made).',
  severity: 'info',
  reads: ['Node', 'Pod'],
  explains: effectsFrom('not-scheduled', 'not-started', 'crashing'),

  *detect(state) {
    // With rights in one namespace only, the pods of the others are not counted.
    if (!state.coverage.knowsAbsence('Pod')) return
    for (const node of standingNodes(state)) {
      const most = node.status.at('allocatable', 'pods')
      const limit = parseQuantity(most.value)
      const pods = podsOn(node, state).length
      if (limit === undefined || limit === 0 || pods < limit) continue
      yield finding(node, {
        message: `Node \`${node.name}\` runs ${pods} pods and may run ${limit}.`,
        since: undefined,
        evidence: [fieldEvidence(node, most)],
        nextSteps: [
          { text: 'See which pods are there.', command: `kubectl get pods -A -o wide --field-selector spec.nodeName=${node.name}` },
        ],
      })
    }
  },
})
