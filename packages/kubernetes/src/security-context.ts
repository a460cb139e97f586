import type { Field } from './field.ts'
import type { KubernetesObject } from './kubernetes-object.ts'
import { containers, podSpec } from './workload.ts'

/** A securityContext of a workload, there or not. */
export interface SecurityContext {
  readonly at: Field
  /** Whose it is, to begin a sentence with: The pod, or Container `web`. */
  readonly owner: string
  readonly ofPod: boolean
}

/** The security context of the pod, then that of each container. */
export function securityContexts(object: KubernetesObject): readonly SecurityContext[] {
  return object.remember(computeSecurityContexts)
}

function computeSecurityContexts(object: KubernetesObject): readonly SecurityContext[] {
  const spec = podSpec(object)
  if (spec === undefined) return []
  const ofContainers = containers(object).map((container) => ({
    at: container.at('securityContext'),
    owner: `Container \`${container.at('name').text}\``,
    ofPod: false,
  }))
  return [{ at: spec.at('securityContext'), owner: 'The pod', ofPod: true }, ...ofContainers]
}

/** Whether the pod says that it runs on Windows: nobody asks Linux settings of it then. */
export function isWindowsPod(object: KubernetesObject): boolean {
  return podSpec(object)?.at('os', 'name').is('windows') === true
}

/** Whether the pod asks for Windows nodes, which says less: admission does not look at nodes. */
export function asksForWindowsNodes(object: KubernetesObject): boolean {
  return podSpec(object)?.at('nodeSelector', 'kubernetes.io/os').is('windows') === true
}
