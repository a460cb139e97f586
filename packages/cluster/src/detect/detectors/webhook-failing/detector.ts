import type { ClusterState } from '../../../context/cluster-state.ts'
import { type CreateFailure, createFailures } from '../../create-failures.ts'
import { detector, finding } from '../../detector.ts'
import { type Webhook, webhooks, webhookSteps } from '../../webhooks.ts'

export default detector({
  id: 'webhook-failing',
  group: 'control',
  title: 'Calls of an admission webhook fail',
  why: 'The API server refuses what it could not ask the webhook about: no pod is made where it applies.',
  help: 'Look why the webhook does not answer: its pods, its certificate, its port, a NetworkPolicy before it.',
  severity: 'error',
  reads: ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'Event'],
  effect: 'unanswered',
  explains: ['not-created', 'short', 'no-endpoints', 'no-route', 'unanswered', 'not-scaled', 'degraded'],
  suspects: ['/webhooks/**', '/spec/**'],

  *detect(state) {
    const failures = Map.groupBy(createFailures(state).filter(isFailedCall), ({ refusal }) =>
      refusal.kind === 'webhook-failed' ? refusal.webhook : '',
    )
    for (const webhook of webhooks(state)) {
      const [first, ...others] = (failures.get(webhook.name) ?? []).toSorted((left, right) => left.since - right.since)
      if (first === undefined || first.refusal.kind !== 'webhook-failed' || isSaidElsewhere(webhook, first.refusal.text, state)) continue
      yield finding(webhook.configuration, {
        about: webhook.name,
        message: `Calls of webhook \`${webhook.name}\` fail, ${meaning(first.refusal.text)}: pods of ${whose([first, ...others])} are refused.`,
        since: first.since,
        evidence: first.evidence,
        blames:
          webhook.service === undefined
            ? []
            : [{ apiVersion: 'v1', kind: 'Service', namespace: webhook.service.namespace, name: webhook.service.name }],
        nextSteps: webhookSteps(webhook),
      })
    }
  },
})

function isFailedCall({ refusal }: CreateFailure): boolean {
  return refusal.kind === 'webhook-failed'
}

/** That there is no Service or nobody behind it: webhook-backend-missing sees for itself, where Services may be read. */
function isSaidElsewhere({ service }: Webhook, text: string, state: ClusterState): boolean {
  return (
    service !== undefined &&
    state.coverage.knowsAbsence('Service', service.namespace) &&
    /^service "[^"]+" not found|no endpoints available|no service port/.test(text)
  )
}

function meaning(text: string): string {
  if (/deadline exceeded|timeout|Client\.Timeout/i.test(text)) return 'for it does not answer in time'
  if (/connection refused/i.test(text)) return 'for nobody listens there'
  if (/x509|certificate/i.test(text)) return `for its certificate is not trusted (\`${text}\`)`
  if (/first record does not look like a TLS handshake|server gave HTTP response/i.test(text)) return 'for it does not speak TLS'
  return `with \`${text}\``
}

const MOST = 3

function whose(failures: readonly CreateFailure[]): string {
  const names = [...new Set(failures.map(({ workload }) => `${workload.kind} \`${workload.namespace}/${workload.name}\``))]
  return `${names.slice(0, MOST).join(', ')}${names.length > MOST ? ` and ${names.length - MOST} more` : ''}`
}
