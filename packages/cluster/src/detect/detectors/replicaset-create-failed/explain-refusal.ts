import type { LiveReference } from '@aks-copilot/contracts'
import { nearestWord, podSpec } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import type { CreateFailure } from '../../create-failures.ts'
import type { Repair } from '../../detector.ts'
import { fitsAnEmptyQuota, type Refusal } from '../../refusals.ts'

const MOST_TEXT = 220
const CONFIGURATIONS = ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'] as const

/** What the API server said, in one clause. */
export function refusalText(refusal: Refusal, workload: LiveObject): string {
  switch (refusal.kind) {
    case 'quota':
      return `ResourceQuota \`${refusal.quota}\` is exceeded; ${Object.keys(refusal.requested)
        .map((resource) => quotaText(resource, refusal))
        .join('; ')}`
    case 'service-account':
      return `ServiceAccount \`${refusal.name}\` does not exist in namespace \`${workload.namespace ?? ''}\``
    case 'priority-class':
      return `PriorityClass \`${refusal.name}\` does not exist`
    case 'webhook-failed':
      return `admission webhook \`${refusal.webhook}\` does not answer (${clip(refusal.text)})`
    case 'webhook-denied':
      return `admission webhook \`${refusal.webhook}\` denies them: ${clip(refusal.text)}`
    case 'policy-denied':
      return `ValidatingAdmissionPolicy \`${refusal.policy}\` denies them: ${clip(refusal.text)}`
    case 'pod-security':
      return `they violate the Pod Security level \`${refusal.level}\` of namespace \`${workload.namespace ?? ''}\`: ${clip(refusal.text)}`
    case 'other':
      return clip(refusal.text)
    case 'quota-unset':
    case 'limit-range':
    case 'above-limit':
    case 'namespace-ends':
      return refusal.kind
  }
}

function quotaText(resource: string, { requested, used, limited }: Refusal & { kind: 'quota' }): string {
  return `one needs \`${resource}\` ${requested[resource]}, and ${used[resource]} of ${limited[resource]} are used`
}

/** What stands in the way, where it is an object: its own finding would explain this one. */
export function refusalBlames(refusal: Refusal, workload: LiveObject, state: ClusterState): LiveReference[] {
  const namespace = workload.namespace ?? ''
  switch (refusal.kind) {
    case 'quota':
      return fitsAnEmptyQuota(refusal) ? [{ kind: 'ResourceQuota', namespace, name: refusal.quota }] : []
    case 'service-account':
      return [{ kind: 'ServiceAccount', namespace, name: refusal.name }]
    case 'webhook-denied':
      return configurationsOf(refusal.webhook, state)
    case 'webhook-failed':
      return [
        ...configurationsOf(refusal.webhook, state),
        ...(refusal.service === undefined ? [] : [{ kind: 'Service', ...refusal.service }]),
      ]
    case 'quota-unset':
    case 'limit-range':
    case 'above-limit':
    case 'priority-class':
    case 'policy-denied':
    case 'pod-security':
    case 'namespace-ends':
    case 'other':
      return []
  }
}

function configurationsOf(webhook: string, state: ClusterState): LiveReference[] {
  return CONFIGURATIONS.flatMap((kind) => state.list(kind))
    .filter((configuration) =>
      configuration
        .at('webhooks')
        .items()
        .some((one) => one.at('name').is(webhook)),
    )
    .map(({ reference }) => reference)
}

/** A ServiceAccount whose name is nearly the one that is asked for. */
export function refusalRepair({ refusal, workload }: CreateFailure, state: ClusterState): Repair | undefined {
  const field = podSpec(workload)?.at('serviceAccountName')
  if (refusal.kind !== 'service-account' || field === undefined || !field.is(refusal.name)) return undefined
  const near = nearestWord(
    refusal.name,
    state.in('ServiceAccount', workload.namespace).map(({ name }) => name),
  )
  if (near === undefined || !state.isAbsent('ServiceAccount', workload.namespace, refusal.name)) return undefined
  return {
    object: workload,
    description: `Use ServiceAccount \`${near}\`.`,
    operations: [
      { op: 'test', path: field.pointer, value: refusal.name },
      { op: 'replace', path: field.pointer, value: near },
      // The old field is a copy that the API server keeps beside it; both must agree.
      ...(podSpec(workload)?.at('serviceAccount').is(refusal.name) === true
        ? [{ op: 'replace' as const, path: field.pointer.slice(0, -'Name'.length), value: near }]
        : []),
    ],
  }
}

function clip(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '')
  return line.length > MOST_TEXT ? `${line.slice(0, MOST_TEXT - 1)}…` : line
}
