import { parseQuantity } from '@aks-copilot/kubernetes'
import { detector, finding } from '../../detector.ts'
import { effectsFrom } from '../../effects-from.ts'
import { fieldEvidence } from '../../evidence.ts'
import { describeNode, podsOn, standingNodes } from '../../nodes.ts'
import { podRequest } from '../../pod-requests.ts'
import { sizeText } from '../../volume-usage.ts'

/** What is left beyond this is too little for nearly any pod. */
const TAKEN = 0.95

export default detector({
  id: 'node-exhausted',
  group: 'node',
  title: 'All of a node is asked for',
  why: 'The scheduler counts what pods request, not what they use: with nothing left to ask for, no further pod is placed there.',
  help: 'Lower requests that are not used, or add a node.',
  severity: 'info',
  reads: ['Node', 'Pod'],
  explains: effectsFrom('not-scheduled', 'not-started', 'crashing'),
  suspects: ['/spec/replicas', '/spec/template/spec/containers/*/resources/requests/**'],

  *detect(state) {
    if (!state.coverage.knowsAbsence('Pod')) return
    for (const node of standingNodes(state)) {
      for (const resource of ['cpu', 'memory'] as const) {
        const allocatable = node.status.at('allocatable', resource)
        const all = parseQuantity(allocatable.value)
        if (all === undefined || all === 0) continue
        const requested = podsOn(node, state).reduce((sum, pod) => sum + podRequest(pod, resource), 0)
        if (requested < TAKEN * all) continue
        const text =
          resource === 'cpu' ? `${cores(requested)} of ${cores(all)} cores` : `${sizeText(requested)} of ${sizeText(all)} of memory`
        yield finding(node, {
          about: resource,
          message: `Pods on node \`${node.name}\` request ${text}.`,
          since: undefined,
          evidence: [fieldEvidence(node, allocatable)],
          nextSteps: [describeNode(node, 'See who requests how much.')],
        })
      }
    }
  },
})

function cores(amount: number): number {
  return Math.round(amount * 100) / 100
}
