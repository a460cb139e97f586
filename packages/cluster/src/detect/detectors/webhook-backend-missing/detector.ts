import type { LiveReference } from '@aks-copilot/contracts'
import type { ClusterState } from '../../../context/cluster-state.ts'
import { SECOND } from '../../durations.ts'
import { detector, finding } from '../../detector.ts'
import { absenceEvidence, type EvidenceRecord, fieldEvidence } from '../../evidence.ts'
import { missingSince } from '../../onset.ts'
import { ageOf } from '../../pods.ts'
import { serviceTrouble } from '../../service-health.ts'
import { askedAbout, type Webhook, webhooks, webhookSteps } from '../../webhooks.ts'

/** A chart applies the configuration some seconds before the Service that answers for it. Pods that start are given their time by service-health.ts. */
const APPLYING = 15 * SECOND

export default detector({
  id: 'webhook-backend-missing',
  group: 'control',
  title: 'Nobody answers for an admission webhook',
  why: 'With failurePolicy Fail the API server refuses everything that the webhook should be asked about: no pod is made, no mend is taken. With Ignore its rules are not kept.',
  help: 'Bring back the Service and pods of the webhook, or delete its configuration if what it belongs to is gone.',
  severity: 'error',
  reads: ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'Service', 'EndpointSlice', 'Pod'],
  explains: ['not-created', 'short', 'no-endpoints', 'no-route', 'unanswered', 'not-scaled', 'degraded'],
  suspects: ['/webhooks/**', '/spec/**'],

  *detect(state) {
    for (const webhook of webhooks(state)) {
      const { configuration, name, service, blocks } = webhook
      if (service === undefined || ageOf(configuration.createdAt, state) < APPLYING) continue
      const trouble = troubleOf(webhook, service, state)
      if (trouble === undefined) continue
      const consequence = blocks
        ? `every change of ${askedAbout(webhook)} that it should see is refused`
        : 'what it should check is let through'
      yield finding(configuration, {
        severity: blocks ? 'error' : 'warning',
        about: name,
        message: `Webhook \`${name}\` asks Service \`${service.namespace}/${service.name}\`, ${trouble.what}: ${consequence}.`,
        since: trouble.since,
        evidence: [fieldEvidence(configuration, webhook.field.at('clientConfig', 'service')), ...trouble.evidence],
        effect: trouble.effect,
        blames: [trouble.reference],
        nextSteps: [
          ...webhookSteps(webhook),
          {
            text: 'Only if what it belongs to was taken away for good: delete the configuration.',
            command: `kubectl delete ${configuration.kind.toLowerCase()} ${configuration.name}`,
          },
        ],
      })
    }
  },
})

interface BackendTrouble {
  readonly what: string
  readonly since: number | undefined
  readonly evidence: readonly EvidenceRecord[]
  readonly reference: LiveReference
  /** Where the Service is there, its own trouble is the cause. */
  readonly effect?: 'unanswered' | undefined
}

function troubleOf(
  { configuration, field }: Webhook,
  wanted: NonNullable<Webhook['service']>,
  state: ClusterState,
): BackendTrouble | undefined {
  const { namespace, name, port } = wanted
  const reference = { apiVersion: 'v1', kind: 'Service', namespace, name }
  const place = field.at('clientConfig', 'service').pointer
  const answer = state.lookup('Service', namespace, name)
  if (answer.answer === 'absent') {
    const since = missingSince(configuration, place, reference, state)
    return { what: 'which does not exist', since, evidence: [absenceEvidence(reference)], reference }
  }
  if (answer.answer !== 'present') return undefined
  const service = answer.object
  const ports = service.spec.at('ports')
  if (!service.spec.at('type').is('ExternalName') && ports.exists && !ports.items().some((one) => one.at('port').is(port))) {
    const since = state.lastChange(service, '/spec/ports')?.at ?? configuration.createdAt
    return { what: `which has no port ${port}`, since, evidence: [fieldEvidence(service, ports)], reference }
  }
  const trouble = serviceTrouble(service, state)
  if (trouble === undefined) return undefined
  const since = trouble.kind === 'selects-nothing' ? undefined : trouble.since
  return {
    what: 'which has no ready pod',
    since,
    evidence: [fieldEvidence(service, service.spec.at('selector'))],
    reference,
    effect: 'unanswered',
  }
}
