import type { Field } from '@aks-copilot/kubernetes'
import { judgement, rule, violation } from '../../rule.ts'

export default rule({
  id: 'auto-mutating-webhook',
  group: 'auto',
  title: 'A mutating webhook reaches into the system namespaces',
  why: 'AKS runs its own components in them: AKS leaves webhooks out of there by itself, and AKS Automatic guards those namespaces, so that a webhook that insists is denied or breaks the cluster.',
  help: 'Leave kube-system and the other namespaces of AKS out with a namespaceSelector.',
  severity: 'warning',
  severityOn: ({ automatic }) => (automatic ? 'warning' : 'off'),
  fix: 'judge',
  kinds: ['MutatingWebhookConfiguration'],

  *inspect(object) {
    if (object.group !== 'admissionregistration.k8s.io') return
    const disabled = object.labels.at('admissions.enforcer/disabled')
    if (disabled.exists)
      yield violation(disabled, 'The label `admissions.enforcer/disabled` lets the webhooks reach the namespaces of AKS.')
    for (const webhook of object.at('webhooks').items()) {
      if (reachesPodsEverywhere(webhook))
        yield violation(
          webhook.at('namespaceSelector'),
          `Webhook \`${webhook.at('name').text}\` changes pods of every namespace, also those of AKS.`,
        )
    }
  },

  propose({ at }) {
    return judgement(
      at.key === 'namespaceSelector'
        ? 'Decide which namespaces the webhook is for, and select them by label; at least leave out those where `kubernetes.io/metadata.name` is `kube-system`.'
        : 'Decide whether the webhook must see the namespaces of AKS; if not, remove the label.',
    )
  },
})

/** No selector of namespaces or objects, and rules that match pods of any namespace. */
function reachesPodsEverywhere(webhook: Field): boolean {
  if (webhook.at('namespaceSelector').entries().length > 0 || webhook.at('objectSelector').entries().length > 0) return false
  return webhook
    .at('rules')
    .items()
    .some((rule) => !rule.at('scope').is('Cluster') && names(rule.at('apiGroups'), '') && names(rule.at('resources'), 'pods'))
}

function names(list: Field, name: string): boolean {
  return list.items().some((item) => item.is(name) || item.is('*') || item.is('*/*'))
}
