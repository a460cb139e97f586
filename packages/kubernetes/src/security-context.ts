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

/** Whether the pod runs on Windows, by its own word or by the nodes that it asks for: Linux settings mean nothing there. */
export function isWindowsPod(object: KubernetesObject): boolean {
  const spec = podSpec(object)
  return spec !== undefined && (spec.at('os', 'name').is('windows') || spec.at('nodeSelector', 'kubernetes.io/os').is('windows'))
}
