import { detector, finding } from '../../detector.ts'
import { effectsFrom } from '../../effects-from.ts'
import { fieldEvidence } from '../../evidence.ts'
import { describeNode } from '../../nodes.ts'
import { amountText, roomOn } from '../../pod-requests.ts'

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
    // With rights in one namespace only, what the pods of the others ask for is not known.
    if (!state.coverage.knowsAbsence('Pod')) return
    for (const resource of ['cpu', 'memory'] as const) {
      for (const { node, all, free } of roomOn(state, resource)) {
        if (all === 0 || all - free < TAKEN * all) continue
        yield finding(node, {
          about: resource,
          message: `Pods on node \`${node.name}\` request ${amountText(all - free, resource)} of its ${amountText(all, resource)} ${resource}.`,
          since: undefined,
          evidence: [fieldEvidence(node, node.status.at('allocatable', resource))],
          nextSteps: [describeNode(node, 'See who requests how much.')],
        })
      }
    }
  },
})
