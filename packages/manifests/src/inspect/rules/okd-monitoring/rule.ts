import { openShiftGroup } from '../../openshift.ts'
import { judgement, rule, violation } from '../../rule.ts'

export default rule({
  id: 'okd-monitoring',
  group: 'okd',
  title: "Part of OpenShift's own monitoring",
  why: "OpenShift's Prometheus reads this; on AKS nobody does, and alerts go silent.",
  help: 'Use Azure Monitor managed Prometheus, or a Prometheus of your own: PrometheusRule and ServiceMonitor.',
  severity: 'error',
  fix: 'judge',
  kinds: 'all',

  *inspect(object) {
    if (openShiftGroup(object) === 'monitoring.openshift.io')
      yield violation(object.at('kind'), `\`${object.kind}\` is a kind of OpenShift that AKS does not know.`)
    const label = object.labels.at('openshift.io/cluster-monitoring')
    if (object.kind === 'Namespace' && label.is('true'))
      yield violation(label, "The namespace is scraped by OpenShift's own Prometheus, which AKS does not have.", {
        severity: 'warning' as const,
      })
  },

  propose() {
    return judgement(
      'Decide who watches this on AKS (Azure Monitor managed Prometheus, or a Prometheus of your own), move it there, then remove it.',
    )
  },
})
