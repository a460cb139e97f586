import { containers, type Field, type KubernetesObject, podSpec, volumes, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { beyondBaseline } from '../../capabilities.ts'
import { type BundleView, type Change, edit, set } from '../../rule.ts'
import { namespacesOf } from './scc-grants.ts'
import type { Level } from './scc-level.ts'

const ENFORCE = 'pod-security.kubernetes.io/enforce'
const WARN = 'pod-security.kubernetes.io/warn'

export const LABEL_PATTERNS: readonly string[] = [ENFORCE, WARN].map((label) => `metadata/labels/${label.replace('/', '~1')}`)

/**
 * Pod Security labels for the namespaces of the bundle that an object speaks of. Never more than baseline is enforced:
 * restricted wants each pod to say what OpenShift filled in by itself, so it only warns. A namespace with pods that reach
 * for the node is left to the rules about those pods.
 */
export function namespaceLabels(object: KubernetesObject, level: Level, bundle: BundleView): { changes: Change[]; labelled: string[] } {
  const names = namespacesOf(object, bundle)
  const namespaces = bundle
    .of('Namespace', 'Project', 'ProjectRequest')
    .filter(
      (one) =>
        names.has(one.name) &&
        !one.labels.at(ENFORCE).is('privileged') &&
        !bundle.of(...WORKLOAD_KINDS).some((workload) => workload.namespace === one.name && reachesForNode(workload)),
    )
  const open = namespaces.filter((one) => !one.labels.at(ENFORCE).exists)
  const labels: readonly (readonly [string, Level])[] =
    level === 'restricted'
      ? [
          [ENFORCE, 'baseline'],
          [WARN, 'restricted'],
        ]
      : [[ENFORCE, 'baseline']]
  return {
    changes: open.map((one) =>
      edit(
        one,
        labels.filter(([label]) => !one.labels.at(label).exists).map(([label, value]) => set(one.labels.at(label), value)),
      ),
    ),
    labelled: namespaces.map((one) => `\`${one.name}\``),
  }
}

function reachesForNode(workload: KubernetesObject): boolean {
  const pod = podSpec(workload)
  const shares = ['hostNetwork', 'hostPID', 'hostIPC'].some((name) => pod?.at(name).is(true))
  return shares || volumes(workload).some((volume) => volume.at('hostPath').exists) || containers(workload).some(isPrivileged)
}

function isPrivileged(container: Field): boolean {
  const context = container.at('securityContext')
  return (
    context.at('privileged').is(true) ||
    beyondBaseline(context.at('capabilities')).length > 0 ||
    container
      .at('ports')
      .items()
      .some((port) => (port.at('hostPort').number ?? 0) > 0)
  )
}
