import { WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { baselineSeverity, guardedPodSpec } from '../../admission.ts'
import { rule, violation } from '../../rule.ts'

/** The kernel keeps these apart for each pod; the last two are allowed since Kubernetes 1.32. */
const SAFE: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
])

export default rule({
  id: 'pss-sysctls',
  group: 'pss',
  title: 'Pod sets a kernel parameter that is not safe',
  why: 'The kubelet refuses the pod unless the node pool allows the parameter, and Pod Security "baseline" denies it.',
  help: 'Decide whether the application needs it; if so, set it for a node pool of its own: az aks nodepool add --linux-os-config.',
  severity: 'error',
  severityOn: baselineSeverity,
  fix: 'judge',
  kinds: WORKLOAD_KINDS,

  *inspect(object) {
    for (const sysctl of guardedPodSpec(object)?.at('securityContext', 'sysctls').items() ?? []) {
      const at = sysctl.at('name')
      if (at.text !== undefined && !SAFE.has(at.text)) yield violation(at, `Kernel parameter \`${at.text}\` is not among the safe ones.`)
    }
  },
})
