import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { detector, finding, type Found } from '../../detector.ts'
import { effectsFrom } from '../../effects-from.ts'
import { type EvidenceRecord, fieldEvidence } from '../../evidence.ts'
import { type FailingClient, failingClients } from '../../failing-clients.ts'
import { writtenAt } from '../../onset.ts'
import { type Block, blockOf, correctedRule } from '../../policy-blocks.ts'
import { hasReadyEndpoint, serviceSelector } from '../../service-endpoints.ts'

export default detector({
  id: 'networkpolicy-blocks-client',
  group: 'network',
  title: 'A NetworkPolicy keeps a client from the Service that it calls',
  why: 'What no rule lets through is dropped without a word: the client waits until it gives up.',
  help: 'Let the labels and the port of the client through, or give the client the labels that a rule asks for.',
  severity: 'error',
  reads: ['NetworkPolicy', 'Service', 'Pod', 'Namespace', 'logs'],
  explains: effectsFrom('not-started'),
  suspects: ['/spec/ingress/**', '/spec/egress/**', '/spec/podSelector/**', '/spec/template/metadata/labels/**', '/metadata/labels/**'],

  *detect(state) {
    if (state.list('NetworkPolicy').length === 0) return
    for (const service of state.list('Service')) {
      if (serviceSelector(service) === undefined || !hasReadyEndpoint(service, state)) continue
      for (const client of failingClients(service, state)) {
        const block = blockOf(client.pod, service, state)
        const written = block === undefined ? undefined : writtenAt(block.policy, '/spec', state)
        // What failed before the policy was as it is now proves nothing.
        if (block === undefined || client.last < (written ?? 0)) continue
        yield told(client, service, block, Math.max(client.first, written ?? 0), state)
      }
    }
  },
})

function told(client: FailingClient, service: LiveObject, block: Block, since: number, state: ClusterState): Found {
  const { policy, direction } = block
  const workload = state.topController(client.pod)
  return finding(policy, {
    about: `${workload.kind} ${workload.name} to ${service.name}`,
    message: message(workload, service, block),
    severity: client.isProven ? 'error' : 'warning',
    // What lets nobody in harms those who call; what lets nothing out harms the pods that it selects.
    explains: direction === 'Ingress' ? ['unanswered'] : effectsFrom('not-started'),
    since,
    evidence: [ruled(block), ...client.evidence, fieldEvidence(client.pod, client.pod.labels)],
    repair: correctedRule(block, state),
    nextSteps: [{ text: 'Read what it lets through.', command: `kubectl describe networkpolicy ${policy.name} -n ${policy.namespace}` }],
  })
}

function message(workload: LiveObject, service: LiveObject, { policy, direction, near }: Block): string {
  const place = workload.namespace === policy.namespace ? '' : ` in namespace \`${workload.namespace}\``
  const client = `${workload.kind} \`${workload.name}\`${place}`
  if (near !== undefined) {
    const whose = direction === 'Ingress' ? `the pods of ${client} have` : `the pods behind Service \`${service.name}\` have`
    return `NetworkPolicy \`${policy.name}\` lets \`${near.field.key}: ${near.field.text}\` through; ${whose} \`${near.field.key}: ${near.found}\`.`
  }
  return direction === 'Ingress'
    ? `NetworkPolicy \`${policy.name}\` does not let ${client} through to Service \`${service.name}\`, which it calls.`
    : `NetworkPolicy \`${policy.name}\` does not let ${client} out to Service \`${service.name}\`, which it calls.`
}

function ruled({ policy, direction, near }: Block): EvidenceRecord {
  const rules = policy.spec.at(direction === 'Ingress' ? 'ingress' : 'egress')
  return fieldEvidence(policy, near?.field ?? (rules.exists ? rules : policy.spec))
}
