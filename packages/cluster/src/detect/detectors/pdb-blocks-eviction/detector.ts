import { timeOf } from '../../../context/live-object.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { MINUTE } from '../../durations.ts'
import { fieldEvidence } from '../../evidence.ts'
import { hasLasted } from '../../patience.ts'
import { inNamespace } from '../../pods.ts'
import { countOf, isObserved } from '../../workload-pods.ts'

/** Scaling up or a rollout may leave no pod to spare for a while. */
const LASTING = 10 * MINUTE

export default detector({
  id: 'pdb-blocks-eviction',
  group: 'scaling',
  title: 'A PodDisruptionBudget never lets a pod be evicted',
  why: 'All pods are well, and still none may go: draining a node waits forever, and an upgrade of the cluster stops there.',
  help: 'Allow at least one pod to be away, or run one pod more than the budget asks for.',
  severity: 'warning',
  reads: ['PodDisruptionBudget'],
  effect: 'not-scaled',
  explains: [],
  suspects: ['/spec/minAvailable', '/spec/maxUnavailable'],

  *detect(state) {
    for (const budget of state.list('PodDisruptionBudget')) {
      const { status } = budget
      const count = (key: string): number => status.at(key).number ?? 0
      const [expected, healthy, desired] = [count('expectedPods'), count('currentHealthy'), count('desiredHealthy')]
      if (expected === 0 || healthy < expected || desired < expected || count('disruptionsAllowed') > 0) continue
      if (budget.deletedAt !== undefined || !isObserved(budget)) continue
      const since = timeOf(budget.condition('DisruptionAllowed').at('lastTransitionTime')) ?? budget.createdAt
      if (!hasLasted(since, LASTING, state)) continue
      const rule = ruleOf(budget)
      yield finding(budget, {
        message: `PodDisruptionBudget \`${budget.name}\` lets no pod be evicted: \`${String(rule.key)}: ${rule.scalar ?? ''}\` keeps all of its ${countOf(expected, 'pod')}.`,
        since,
        evidence: [
          fieldEvidence(budget, rule),
          fieldEvidence(budget, status.at('desiredHealthy')),
          fieldEvidence(budget, status.at('expectedPods')),
        ],
        nextSteps: [
          { text: 'Read what the budget says.', command: `kubectl describe poddisruptionbudget ${budget.name}${inNamespace(budget)}` },
          {
            text: 'Let one pod be away at a time.',
            command: `kubectl patch poddisruptionbudget ${budget.name}${inNamespace(budget)} --type=merge -p '{"spec":{"minAvailable":null,"maxUnavailable":1}}'`,
          },
        ],
      })
    }
  },
})

function ruleOf({ spec }: LiveObject): ReturnType<LiveObject['at']> {
  const most = spec.at('maxUnavailable')
  const least = spec.at('minAvailable')
  if (most.exists) return most
  return least.exists ? least : spec
}
