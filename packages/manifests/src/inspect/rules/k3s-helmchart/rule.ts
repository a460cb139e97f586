import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { dropObject } from '../../drop-object.ts'
import { helmCommand } from '../../helm-command.ts'
import { judgement, type Proposal, rule, type RuleContext, violation } from '../../rule.ts'

type Context = RuleContext & { readonly object: KubernetesObject }

/** Charts that come with k3s or RKE2 itself. */
const BUNDLED = /^(traefik|traefik-crd|rke2-.*)$/
const FROM_SERVER = 'https://%{KUBERNETES_API}%/'

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
    yield violation(object.at('kind'), object.kind === 'HelmChart' ? `k3s would install the chart \`${object.name}\`; AKS does not know the kind.` : `These values are for the chart \`${object.name}\` that k3s installs; AKS does not know the kind.`)
  },

  propose(_, context) {
    return context.object.kind === 'HelmChart' ? forChart(context) : forValues(context)
  },
})

function forChart({ object, bundle }: Context): Proposal {
  const chart = object.at('spec', 'chart').text ?? ''
  if (chart.startsWith(FROM_SERVER) && BUNDLED.test(object.name)) return dropObject(object, 'Remove it: the chart is part of k3s.', 'the chart comes with k3s and has no use on AKS.')
  if (chart.startsWith(FROM_SERVER)) return judgement(`Find the chart \`${chart.slice(FROM_SERVER.length)}\` on the k3s server, publish it, and install it with Helm: AKS can't load it from there.`)
  const values = [object, bundle.find('HelmChartConfig', object.namespace, object.name)].filter((source) => source?.at('spec', 'valuesContent').exists)
  const files = values.map((source) => `${object.name}${source === object ? '' : '-config'}-values.yaml`)
  const steps = [
    ...(object.at('spec', 'chartContent').exists ? [`decode spec.chartContent (base64) into \`${object.name}.tgz\``] : []),
    ...values.map((source, index) => `save spec.valuesContent of the ${source?.kind} as \`${files[index]}\``),
    ...(['authSecret', 'valuesSecrets', 'repoCA', 'repoCAConfigMap', 'dockerRegistrySecret', 'values'].filter((field) => object.at('spec', field).exists).map((field) => `provide what spec.${field} gives`)),
    `run \`${helmCommand(object, files)}\``,
  ].join(', ')
  return judgement(`Decide who installs the chart; to do it by hand, ${steps}.`)
}

function forValues({ object, bundle }: Context): Proposal {
  const chart = bundle.find('HelmChart', object.namespace, object.name)
  if (chart !== undefined && !chart.at('spec', 'chart').text?.startsWith(FROM_SERVER)) return judgement(`Decide together with HelmChart \`${chart.name}\`: these values override those of the chart.`)
  if (!BUNDLED.test(object.name)) return judgement(`Find out who installs the chart \`${object.name}\`, and give it these values there.`)
  if (/middleware|auth|whitelist|allowlist|clientca/i.test(object.at('spec', 'valuesContent').text ?? '')) return judgement(`Decide what replaces the access control in these values: the chart \`${object.name}\` is not on AKS.`)
  const lost = { path: '/spec', outcome: 'lost', reason: `settings of ${object.name}; set those that still matter at the ingress controller of AKS` } as const
  return dropObject(object, `Remove it: the chart \`${object.name}\` is part of k3s; look in its values for what the ingress controller of AKS must do, too.`, `it configures ${object.name} of k3s, which AKS does not run.`, [lost])
}
