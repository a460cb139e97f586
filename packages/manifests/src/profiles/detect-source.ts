import { containers, type KubernetesObject, podSpec, storageClassField, volumeClaims } from '@aks-copilot/kubernetes'
import type { SourceProfile } from './profile.ts'

/**
 * Which source the manifests come from: the profile with the most objects that show its evidence; undefined when none does.
 * Only names count that stand in fields where they mean something: a word in an argument is no evidence.
 */
export function detectSource(objects: readonly KubernetesObject[], profiles: readonly SourceProfile[]): SourceProfile | undefined {
  let best: SourceProfile | undefined
  let most = 0
  for (const profile of profiles) {
    const count = objects.filter((object) => shows(object, profile)).length
    if (count > most) [best, most] = [profile, count]
  }
  return best
}

function shows(object: KubernetesObject, { evidence }: SourceProfile): boolean {
  const has = (list: readonly string[] | undefined, value: string | undefined): boolean => value !== undefined && list?.includes(value) === true
  const begins = (list: readonly string[] | undefined, value: string | undefined): boolean => value !== undefined && list?.some((prefix) => value.startsWith(prefix)) === true
  return (
    has(evidence.apiGroups, object.group) ||
    (object.apiVersion === 'v1' && has(evidence.kinds, object.kind)) ||
    [object.labels, object.annotations].some((field) => Object.keys(field.strings()).some((key) => begins(evidence.keys, key))) ||
    volumeClaims(object).some((claim) => has(evidence.storageClasses, storageClassField(claim).text)) ||
    has(evidence.ingressClasses, object.at('spec', 'ingressClassName').text ?? object.annotations.at('kubernetes.io/ingress.class').text) ||
    has(evidence.runtimeClasses, podSpec(object)?.at('runtimeClassName').text) ||
    containers(object).some((container) => begins(evidence.images, container.at('image').text))
  )
}
