import { timeOf } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { hasLasted } from '../../patience.ts'
import { inNamespace } from '../../pods.ts'
import { isObserved, isReady, START_PATIENCE } from '../../workload-pods.ts'

export default detector({
  id: 'pdb-not-met',
  group: 'scaling',
  title: 'Fewer pods are healthy than a PodDisruptionBudget asks for',
  why: 'No pod may be evicted until they are: draining a node waits.',
  help: 'Find out why the pods are not ready.',
  severity: 'warning',
  reads: ['PodDisruptionBudget', 'Pod'],
  effect: 'not-scaled',
  explains: [],
  suspects: ['/spec/minAvailable', '/spec/maxUnavailable'],

  *detect(state) {
    for (const budget of state.list('PodDisruptionBudget')) {
      const [expected, healthy, desired] = ['expectedPods', 'currentHealthy', 'desiredHealthy'].map(
        (key) => budget.status.at(key).number ?? 0,
      )
      if (expected === undefined || healthy === undefined || desired === undefined || expected === 0 || healthy >= desired) continue
      // All pods are well and more are asked for than there are: see pdb-blocks-eviction.
      if (healthy >= expected || budget.deletedAt !== undefined || !isObserved(budget)) continue
      const since = timeOf(budget.condition('DisruptionAllowed').at('lastTransitionTime'))
      if (!hasLasted(since, START_PATIENCE, state)) continue
      const unready = state.podsSelected(budget.spec.at('selector'), budget.namespace).filter((pod) => !isReady(pod))
      yield finding(budget, {
        message: `PodDisruptionBudget \`${budget.name}\` asks for ${desired} healthy pods, and ${healthy} are.`,
        since,
        evidence: [fieldEvidence(budget, budget.status.at('desiredHealthy')), fieldEvidence(budget, budget.status.at('currentHealthy'))],
        blames: [...new Set(unready.map((pod) => state.topController(pod)))].map(({ reference }) => reference),
        nextSteps: [{ text: 'See which pods are not ready.', command: `kubectl get pods${inNamespace(budget)} -o wide` }],
      })
    }
  },
})
