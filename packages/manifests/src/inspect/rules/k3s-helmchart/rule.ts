import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { dropObject } from '../../drop-object.ts'
import { helmSteps } from '../../helm-command.ts'
import { judgement, type Proposal, rule, type RuleContext, violation } from '../../rule.ts'

type Context = RuleContext & { readonly object: KubernetesObject }

/** Charts that come with k3s or RKE2 itself. */
const BUNDLED = /^(traefik|traefik-crd|rke2-.*)$/
const FROM_SERVER = 'https://%{KUBERNETES_API}%/'

/** Words in the values of Traefik that keep people out. */
const GUARDS = /middleware|auth|whitelist|allowlist|clientca/i

export default rule({
  id: 'k3s-helmchart',
  group: 'k3s',
  title: 'Helm chart that k3s installs',
  why: 'AKS has no Helm controller of k3s: the kind is unknown there, and the chart is not installed.',
  help: 'Install the chart with Helm or a GitOps tool.',
  severity: 'error',
  fix: 'judge',
  kinds: ['HelmChart', 'HelmChartConfig'],
  reads: ['HelmChart', 'HelmChartConfig'],
  changes: ['**'],

  *inspect(object) {
    if (!['helm.cattle.io', 'k3s.cattle.io'].includes(object.group)) return
    const does = object.kind === 'HelmChart' ? 'install' : 'configure'
    yield violation(object.at('kind'), `k3s would ${does} the chart \`${object.name}\`; AKS does not know the kind \`${object.kind}\`.`)
  },

  propose(_, context) {
    return context.object.kind === 'HelmChart' ? forChart(context) : forValues(context)
  },
})

function forChart({ object, bundle }: Context): Proposal {
  const chart = object.at('spec', 'chart').text ?? ''
  if (!chart.startsWith(FROM_SERVER))
    return judgement(
      `Decide who installs the chart; to do it by hand, ${helmSteps(object, bundle.find('HelmChartConfig', object.namespace, object.name))}.`,
    )
  if (BUNDLED.test(object.name))
    return dropObject(object, 'Remove it: the chart is part of k3s.', 'the chart comes with k3s and has no use on AKS.')
  return judgement(`Publish the chart \`${chart.slice(FROM_SERVER.length)}\`, which lies on the k3s server, and install it with Helm.`)
}

function forValues({ object, bundle }: Context): Proposal {
  const chart = bundle.find('HelmChart', object.namespace, object.name)
  if (chart !== undefined && !chart.at('spec', 'chart').text?.startsWith(FROM_SERVER))
    return judgement(`Decide together with HelmChart \`${chart.name}\`: these values override those of the chart.`)
  if (!BUNDLED.test(object.name)) return judgement(`Find out who installs the chart \`${object.name}\`, and give it these values there.`)
  if (GUARDS.test(object.at('spec', 'valuesContent').text ?? ''))
    return judgement(`Decide what replaces the access control in these values: AKS does not run \`${object.name}\`.`)
  const description = `Remove it, and do at the ingress controller of AKS what its values still matter for: \`${object.name}\` is part of k3s.`
  const lost = {
    path: '/spec',
    outcome: 'lost',
    reason: `settings of ${object.name}; set those that still matter at the ingress controller of AKS`,
  } as const
  return dropObject(object, description, `it configures ${object.name} of k3s, which AKS does not run.`, [lost])
}
