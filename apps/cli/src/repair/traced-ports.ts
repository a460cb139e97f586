import type { RunTrace } from '@aks-copilot/integrations'
import type { RepairPorts } from '@aks-copilot/remediation'

/** The same ports; where there is a trace, each call that goes out is a span of it. Clock and audit trail stay on this machine. */
export function tracedPorts(ports: RepairPorts, trace: RunTrace | undefined): RepairPorts {
  if (trace === undefined) return ports
  const { git, deployer, cluster, renderer, dryRunner, notifier, store } = ports
  return {
    ...ports,
    git: trace.traced('git', git),
    deployer: trace.traced('argocd', deployer),
    cluster: trace.traced('cluster', cluster),
    renderer: trace.traced('renderer', renderer),
    store: trace.traced('state', store),
    dryRunner: dryRunner === undefined ? undefined : trace.traced('dry-run', dryRunner),
    notifier: notifier === undefined ? undefined : trace.traced('notifier', notifier),
  }
}
