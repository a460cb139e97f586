import type { LiveReference } from '@aks-copilot/contracts'
import type { LiveObject } from '../../../context/live-object.ts'
import { detector, finding } from '../../detector.ts'
import { MINUTE, spanText } from '../../durations.ts'
import { fieldEvidence } from '../../evidence.ts'

/** Pods take their grace period to end, volumes and load balancers of a cloud some minutes to go. */
const GOING = 5 * MINUTE
/** A finalizer of somebody else's controller is gone within seconds where that controller runs. */
const FINALIZING = MINUTE
/** Kubernetes' own finalizers wait for pods, volumes and load balancers to go. */
const OWN_FINALIZER = /^(?:[a-z0-9.-]*\.)?(?:kubernetes\.io|k8s\.io)\/|^(?:foregroundDeletion|orphan|kubernetes)$/

/** What can hold a namespace back, the most telling first. */
const REASONS = [
  'NamespaceDeletionDiscoveryFailure',
  'NamespaceDeletionGroupVersionParsingFailure',
  'NamespaceDeletionContentFailure',
  'NamespaceFinalizersRemaining',
  'NamespaceContentRemaining',
] as const

export default detector({
  id: 'namespace-stuck-terminating',
  group: 'control',
  title: 'A namespace is being deleted and does not go',
  why: 'Nothing new can be made in it, and a namespace of that name cannot be made again.',
  help: 'Let whoever set the finalizers remove them: start the controller again, or take the finalizers away by hand.',
  severity: 'warning',
  reads: ['Namespace'],
  effect: 'not-created',

  *detect(state) {
    for (const namespace of state.list('Namespace')) {
      const { deletedAt } = namespace
      if (deletedAt === undefined || state.now - deletedAt < (isHeldByOthers(namespace) ? FINALIZING : GOING)) continue
      const holding = REASONS.map((type) => namespace.condition(type)).filter((condition) => condition.at('status').is('True'))
      const said = holding.flatMap((condition) => condition.at('message').text?.replace(/[.,]\s*$/, '') ?? [])
      yield finding(namespace, {
        message: `Namespace \`${namespace.name}\` has been terminating for ${spanText(state.now - deletedAt)}${said.length === 0 ? '' : `: ${said.slice(0, 2).join('; ')}`}.`,
        since: deletedAt,
        evidence: [
          fieldEvidence(namespace, namespace.at('metadata', 'deletionTimestamp')),
          ...holding
            .filter((condition) => condition.at('message').exists)
            .map((condition) => fieldEvidence(namespace, condition.at('message'))),
        ],
        blames: silentApis(namespace),
        nextSteps: [
          { text: 'List what is left in it, with the finalizers that hold it.', command: listing(namespace) },
          { text: 'See what the namespace says.', command: `kubectl get namespace ${namespace.name} -o yaml` },
        ],
      })
    }
  },
})

/** `Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances, …` */
function isHeldByOthers(namespace: LiveObject): boolean {
  const message = namespace.condition('NamespaceFinalizersRemaining').at('message').text ?? ''
  return [...message.matchAll(/(\S+) in \d+ resource instances/g)].some(([, finalizer = '']) => !OWN_FINALIZER.test(finalizer))
}

/** APIs that do not answer, named as `metrics.k8s.io/v1beta1`: an APIService is named the other way round. */
function silentApis(namespace: LiveObject): readonly LiveReference[] {
  const message = namespace.condition('NamespaceDeletionDiscoveryFailure').at('message').text ?? ''
  return [...message.matchAll(/([a-z0-9.-]+\.[a-z0-9.-]+)\/(v\d\w*)/g)].map(([, group = '', version = '']) => ({
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    name: `${version}.${group}`,
  }))
}

/** `Some resources are remaining: configmaps. has 1 resource instances, widgets.example.com has 2 …` names them. */
function listing(namespace: LiveObject): string {
  const message = namespace.condition('NamespaceContentRemaining').at('message').text ?? ''
  const kinds = [...message.matchAll(/([a-z][a-z0-9.-]*?)\.? has \d+ resource instances/g)].flatMap(([, kind]) => kind ?? [])
  const columns = '-o custom-columns=KIND:.kind,NAME:.metadata.name,FINALIZERS:.metadata.finalizers'
  if (kinds.length > 0) return `kubectl get ${[...new Set(kinds)].join(',')} -n ${namespace.name} ${columns}`
  return `kubectl api-resources --verbs=list --namespaced -o name | xargs -n1 kubectl get -n ${namespace.name} --ignore-not-found ${columns}`
}
