import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { keepDefault, type Migrations, type Steps, together, type Undecided, undecided } from './migration.ts'

/** Webhook configurations before v1, gone since 1.22. */
export const WEBHOOK_MIGRATIONS: Migrations = {
  'admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration': { to: 'admissionregistration.k8s.io/v1', migrate },
  'admissionregistration.k8s.io/v1beta1 ValidatingWebhookConfiguration': { to: 'admissionregistration.k8s.io/v1', migrate },
}

const HARMLESS = new Set(['None', 'NoneOnDryRun'])

function migrate(object: KubernetesObject): Steps | Undecided {
  const webhooks = object.at('webhooks').items()
  const unsaid = webhooks.find((webhook) => !HARMLESS.has(webhook.at('sideEffects').text ?? ''))
  if (unsaid !== undefined) {
    return undecided(
      `Say whether webhook \`${unsaid.at('name').text ?? ''}\` changes anything outside the object it reviews: v1 takes \`sideEffects: None\` or \`NoneOnDryRun\` only.`,
    )
  }
  const names = webhooks.map((webhook) => webhook.at('name').text)
  if (new Set(names).size < names.length) return undecided('Give each webhook a name of its own: v1 refuses two of the same name.')
  return together(
    ...webhooks.flatMap((webhook) => [
      keepDefault(webhook.at('failurePolicy'), 'Ignore', 'Ignore was the default and stays; the default of v1 is Fail'),
      keepDefault(webhook.at('matchPolicy'), 'Exact', 'Exact was the default and stays; the default of v1 is Equivalent'),
      keepDefault(webhook.at('timeoutSeconds'), 30, '30 s was the default and stays; the default of v1 is 10 s'),
      keepDefault(webhook.at('admissionReviewVersions'), ['v1beta1'], 'v1beta1 was the default and stays; v1 asks for the field'),
    ]),
  )
}
