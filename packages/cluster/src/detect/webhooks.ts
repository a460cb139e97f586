import type { Field } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import { shellWord } from './shell-words.ts'

/** One webhook of a configuration, and the Service that answers for it. */
export interface Webhook {
  readonly configuration: LiveObject
  readonly field: Field
  readonly name: string
  readonly service: { readonly namespace: string; readonly name: string; readonly port: number } | undefined
  /** True: what it can't be asked about is refused; false: it is let through. */
  readonly blocks: boolean
}

/** Every admission webhook of the cluster. */
export function webhooks(state: ClusterState): readonly Webhook[] {
  return state.remember(webhooks, () =>
    [...state.list('ValidatingWebhookConfiguration'), ...state.list('MutatingWebhookConfiguration')]
      .filter(({ deletedAt }) => deletedAt === undefined)
      .flatMap((configuration) =>
        configuration
          .at('webhooks')
          .items()
          .map((field) => webhook(configuration, field)),
      ),
  )
}

function webhook(configuration: LiveObject, field: Field): Webhook {
  const reference = field.at('clientConfig', 'service')
  const [namespace, name] = [reference.at('namespace').text, reference.at('name').text]
  return {
    configuration,
    field,
    name: field.at('name').text ?? '',
    service: namespace === undefined || name === undefined ? undefined : { namespace, name, port: reference.at('port').number ?? HTTPS },
    blocks: !field.at('failurePolicy').is('Ignore'),
  }
}

/** What a webhook's Service is asked at, where its configuration says nothing. */
const HTTPS = 443

/** `Deployments, Pods` … what a webhook is asked about, for people. */
export function askedAbout({ field }: Webhook): string {
  const resources = field
    .at('rules')
    .items()
    .flatMap((rule) => rule.at('resources').items())
    .flatMap(({ text }) => (text === undefined ? [] : [text === '*' || text === '*/*' ? 'everything' : `\`${text}\``]))
  return [...new Set(resources)].slice(0, 4).join(', ')
}

/** Where to look first. */
export function webhookSteps({ configuration, service }: Webhook) {
  return [
    {
      text: 'See what the webhook is asked about, and where it is.',
      command: `kubectl get ${configuration.kind.toLowerCase()} ${shellWord(configuration.name)} -o yaml`,
    },
    ...(service === undefined
      ? []
      : [{ text: 'See whether somebody answers.', command: `kubectl get service,endpointslices,pods -n ${shellWord(service.namespace)}` }]),
  ]
}
