import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { automaticSeverity } from '../../admission.ts'
import { rule, violation } from '../../rule.ts'

/** Namespaces that AKS Automatic keeps for its own components, as its admission policy listed them in 2026. */
const MANAGED: ReadonlySet<string> = new Set([
  'acstor',
  'aks-command',
  'aks-istio-egress',
  'aks-istio-ingress',
  'aks-istio-system',
  'aks-periscope',
  'aks-static-egress-gateway',
  'app-routing-system',
  'azappconfig-system',
  'azure-extensions-usage-system',
  'azureml',
  'azuresecuritylinuxagent',
  'calico-system',
  'dapr-system',
  'dataprotection-microsoft',
  'gatekeeper-system',
  'kube-system',
  'sc-system',
  'tigera-system',
])

export default rule({
  id: 'auto-system-namespace',
  group: 'auto',
  title: 'Object stands in a namespace of AKS',
  why: 'AKS Automatic denies every change in the namespaces of its own components.',
  help: 'Decide whether the object is needed: leave it out where AKS brings the component itself, else move it to a namespace of your own.',
  severity: 'error',
  severityOn: automaticSeverity,
  fix: 'judge',
  kinds: 'all',

  *inspect(object) {
    const namespace = object.namespace ?? ''
    if (MANAGED.has(namespace) && !isSetting(object))
      yield violation(
        object.at('metadata', 'namespace'),
        `${object.kind} \`${object.name}\` stands in \`${namespace}\`, which AKS Automatic manages.`,
      )
  },
})

/** ConfigMaps that AKS documents for its users, who write them into kube-system. */
const SETTINGS: ReadonlySet<string> = new Set(['coredns-custom', 'container-azm-ms-agentconfig'])

/** The settings of components of AKS are the exception: they belong into kube-system. */
function isSetting(object: KubernetesObject): boolean {
  if (object.namespace !== 'kube-system') return false
  return SETTINGS.has(object.name) || object.name.startsWith('ama-metrics-') || object.group === 'azmonitoring.coreos.com'
}
