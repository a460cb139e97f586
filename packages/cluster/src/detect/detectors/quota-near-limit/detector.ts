import { parseQuantity } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { type CreateFailure, createFailures } from '../../create-failures.ts'
import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { earliest } from '../../patience.ts'
import { inNamespace } from '../../pods.ts'
import { fitsAnEmptyQuota } from '../../refusals.ts'
import { countOf } from '../../workload-pods.ts'
import { nextToSurge } from './next-to-surge.ts'

/** What is used of a resource, as a share of what the quota allows. */
interface Fill {
  readonly resource: string
  readonly used: string
  readonly hard: string
  readonly share: number
}

const NEAR = 0.9
/** What every new pod takes some of. */
const TAKEN_BY_PODS = /^(?:pods|count\/pods|(?:requests\.|limits\.)?(?:cpu|memory))$/

export default detector({
  id: 'quota-near-limit',
  group: 'scaling',
  title: 'A ResourceQuota is used up, or nearly',
  why: 'Once it is used up the API server refuses new pods: rollouts stop, lost pods are not replaced by larger ones, autoscalers do nothing.',
  help: 'Raise the quota, lower what the workloads request, or remove what nobody needs.',
  severity: 'warning',
  reads: ['ResourceQuota', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Event'],
  explains: ['short'],
  suspects: ['/spec/hard/**', '/spec/replicas', '/spec/template/spec/containers/*/resources/**'],

  *detect(state) {
    for (const quota of state.list('ResourceQuota')) {
      const fills = fillsOf(quota)
      const refused = refusedBy(quota, state)
      const shown = fills.filter(({ resource, share }) =>
        refused.length > 0 ? refused.some((one) => asksFor(one, resource)) : share >= NEAR,
      )
      if (shown.length === 0 || quota.deletedAt !== undefined) continue
      const [victim, surging] = [refused[0], surgingDeployment(quota, shown, state)]
      const isUsedUp = victim !== undefined || shown.some(({ share }) => share >= 1)
      yield finding(quota, {
        severity: victim !== undefined ? 'error' : surging !== undefined || shown.some(({ share }) => share > 1) ? 'warning' : 'info',
        message: `ResourceQuota \`${quota.name}\` is ${isUsedUp ? 'used up' : 'nearly used up'}: ${shown.map(fillText).join(', ')}${consequence(refused, surging)}.`,
        explains: victim === undefined ? [] : undefined,
        since: earliest(refused.map(({ since }) => since)) ?? state.lastChange(quota, '/spec/hard')?.at,
        evidence: [
          ...shown.slice(0, 2).map(({ resource }) => fieldEvidence(quota, quota.status.at('used', resource))),
          ...shown.slice(0, 2).map(({ resource }) => fieldEvidence(quota, quota.status.at('hard', resource))),
          ...(victim?.evidence ?? []).slice(-1),
        ],
        nextSteps: [
          {
            text: 'See what the quota allows and what is used.',
            command: `kubectl describe resourcequota ${quota.name}${inNamespace(quota)}`,
          },
          {
            text: 'See which pods request what.',
            command: `kubectl get pods${inNamespace(quota)} -o custom-columns=NAME:.metadata.name,REQUESTS:.spec.containers[*].resources.requests`,
          },
        ],
      })
    }
  },
})

function consequence(refused: readonly CreateFailure[], surging: LiveObject | undefined): string {
  const [first, ...others] = [...new Set(refused.map(({ workload }) => workload))]
  if (first !== undefined)
    return `; ${first.kind} \`${first.name}\` ${others.length === 0 ? 'is' : `and ${countOf(others.length, 'other')} are`} refused more`
  return surging === undefined ? '' : `; the next rollout of Deployment \`${surging.name}\` needs one pod more`
}

/** What is allowed and used; a resource of which none is allowed is forbidden, not used up. */
function fillsOf(quota: LiveObject): Fill[] {
  return quota.status
    .at('hard')
    .entries()
    .flatMap((hard) => {
      const resource = String(hard.key)
      const used = quota.status.at('used', resource)
      const [allowed, taken] = [parseQuantity(hard.value), parseQuantity(used.value)]
      if (allowed === undefined || taken === undefined || allowed === 0) return []
      return [{ resource, used: used.scalar ?? '', hard: hard.scalar ?? '', share: taken / allowed }]
    })
}

function fillText({ resource, used, hard }: Fill): string {
  return `${used} of ${hard} \`${resource}\` are used`
}

/** Who is refused because others use it: what is larger than the whole quota is not the quota's doing. */
function refusedBy(quota: LiveObject, state: ClusterState): CreateFailure[] {
  return createFailures(state).filter(
    ({ refusal, maker }) =>
      maker.namespace === quota.namespace && refusal.kind === 'quota' && refusal.quota === quota.name && fitsAnEmptyQuota(refusal),
  )
}

function asksFor({ refusal }: CreateFailure, resource: string): boolean {
  return refusal.kind === 'quota' && Object.hasOwn(refusal.requested, resource)
}

function surgingDeployment(quota: LiveObject, shown: readonly Fill[], state: ClusterState): LiveObject | undefined {
  const full = shown.some(({ resource, share }) => share >= 1 && TAKEN_BY_PODS.test(resource))
  // A quota with scopes may not count the pods of this Deployment.
  if (!full || quota.spec.at('scopes').exists || quota.spec.at('scopeSelector').exists) return undefined
  return nextToSurge(quota.namespace, state)
}
