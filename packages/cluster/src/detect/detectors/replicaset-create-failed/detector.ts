import { podSpec } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import { type CreateFailure, createFailures } from '../../create-failures.ts'
import { detector, finding } from '../../detector.ts'
import { inNamespace } from '../../pods.ts'
import { fitsAnEmptyQuota, type Refusal } from '../../refusals.ts'
import { describe } from '../../workload-pods.ts'
import { refusalBlames, refusalRepair, refusalText } from './explain-refusal.ts'
import { asksOtherwise, quotaRepair } from './quota-repair.ts'
import { shellWord } from '../../shell-words.ts'

/** Told by quota-requires-limits and limitrange-conflict, which know the mend. */
const TOLD_ELSEWHERE: ReadonlySet<Refusal['kind']> = new Set(['quota-unset', 'limit-range', 'above-limit'])

export default detector({
  id: 'replicaset-create-failed',
  group: 'workload',
  title: 'The API server refuses the pods of a workload',
  why: 'The pods that are missing are never made: nothing shows them as pending or failed. Those that exist run on.',
  help: 'Do what the answer of the API server asks for: raise the quota, make the ServiceAccount, mend the webhook, or change the pod template.',
  severity: 'error',
  reads: ['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Event'],
  effect: 'not-created',
  // Pods that exist and fail do so for another reason.
  explains: ['short', 'no-endpoints', 'no-route', 'unanswered', 'not-scaled', 'degraded'],
  suspects: ['/spec/template/spec/**', '/spec/replicas', '/spec/hard/**', '/webhooks/**'],

  *detect(state) {
    for (const failure of createFailures(state)) {
      if (TOLD_ELSEWHERE.has(failure.refusal.kind) || isMended(failure, state)) continue
      const { maker, workload, refusal, since, evidence } = failure
      yield finding(maker, {
        message: `${whose(failure)} refused: ${refusalText(refusal, workload)}.`,
        since,
        // A full quota lies outside the workload and explains that it is short; nothing but a full quota is explained by one.
        effect: refusal.kind === 'quota' && fitsAnEmptyQuota(refusal) ? 'short' : undefined,
        evidence,
        blames: refusalBlames(refusal, workload, state),
        repair: refusalRepair(failure, state) ?? quotaRepair(failure),
        nextSteps: [nextLook(failure, state), describe(maker)],
      })
    }
  },
})

/** What the answer speaks of is not in the template any more, or is there now; the controller has not tried again yet. */
function isMended({ refusal, workload }: CreateFailure, state: ClusterState): boolean {
  if (refusal.kind === 'quota') return asksOtherwise(refusal, workload)
  const { namespace } = workload
  if (refusal.kind === 'priority-class') return state.lookup('PriorityClass', undefined, refusal.name).answer === 'present'
  if (refusal.kind !== 'service-account') return false
  const name = podSpec(workload)?.at('serviceAccountName').text
  return (name !== undefined && name !== refusal.name) || state.lookup('ServiceAccount', namespace, refusal.name).answer === 'present'
}

function whose({ maker, workload }: CreateFailure): string {
  const made = maker.kind === 'CronJob' ? 'Jobs' : 'New pods'
  return `${made} of ${workload.kind} \`${workload.name}\` are`
}

function nextLook({ refusal, maker, workload }: CreateFailure, state: ClusterState): { text: string; command: string } {
  const where = inNamespace(maker)
  switch (refusal.kind) {
    case 'quota':
      return {
        text: 'See what the quota allows and who uses it.',
        command: `kubectl describe resourcequota ${shellWord(refusal.quota)}${where}`,
      }
    case 'service-account':
      return { text: 'See which ServiceAccounts there are.', command: `kubectl get serviceaccounts${where}` }
    case 'priority-class':
      return { text: 'See which PriorityClasses there are.', command: 'kubectl get priorityclasses' }
    case 'webhook-failed':
    case 'webhook-denied': {
      const [config] = refusalBlames(refusal, workload, state)
      return {
        text: 'Look at the webhook.',
        command:
          config === undefined
            ? 'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations'
            : `kubectl get ${config.kind.toLowerCase()} ${config.name} -o yaml`,
      }
    }
    case 'policy-denied':
      return { text: 'Read the policy.', command: `kubectl get validatingadmissionpolicy ${shellWord(refusal.policy)} -o yaml` }
    case 'pod-security':
      return {
        text: 'See which level the namespace enforces.',
        command: `kubectl get namespace ${maker.namespace ?? 'default'} --show-labels`,
      }
    case 'quota-unset':
    case 'limit-range':
    case 'above-limit':
    case 'namespace-ends':
    case 'other':
      return { text: 'Read what the API server answers.', command: `kubectl get events${where} --field-selector reason=FailedCreate` }
  }
}
