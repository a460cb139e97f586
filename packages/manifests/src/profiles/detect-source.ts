import { containers, type KubernetesObject, podSpec, storageClassField, volumeClaims } from '@aks-copilot/kubernetes'
import type { SourceProfile } from './profile.ts'

/**
 * Which source the manifests come from: the profile with the most objects that show its evidence; undefined when none does.
 * Only names count that stand in fields where they mean something: a word in an argument is no evidence.
 */
export function detectSource(objects: readonly KubernetesObject[], profiles: readonly SourceProfile[]): SourceProfile | undefined {
  const counts = new Map(profiles.map((profile) => [profile, 0]))
  for (const object of objects) {
    const marks = marksOf(object)
    for (const profile of profiles) if (shows(marks, profile)) counts.set(profile, (counts.get(profile) ?? 0) + 1)
  }
  const [best] = [...counts].filter(([, count]) => count > 0).toSorted(([, left], [, right]) => right - left)
  return best?.[0]
}

/** What of an object can be evidence. */
interface Marks {
  readonly group: string
  readonly coreKind: string | undefined
  readonly keys: readonly string[]
  readonly storageClasses: readonly string[]
  readonly ingressClass: string | undefined
  readonly runtimeClass: string | undefined
  readonly images: readonly string[]
}

function marksOf(object: KubernetesObject): Marks {
  return {
    group: object.group,
    coreKind: object.apiVersion === 'v1' ? object.kind : undefined,
    keys: [...object.labels.entries(), ...object.annotations.entries()].map(({ key }) => String(key)),
    storageClasses: volumeClaims(object).flatMap((claim) => storageClassField(claim).text ?? []),
    ingressClass: object.at('spec', 'ingressClassName').text ?? object.annotations.at('kubernetes.io/ingress.class').text,
    runtimeClass: podSpec(object)?.at('runtimeClassName').text,
    images: containers(object).flatMap((container) => container.at('image').text ?? []),
  }
}

function shows(marks: Marks, { evidence }: SourceProfile): boolean {
  const has = (list: readonly string[] | undefined, value: string | undefined): boolean =>
    value !== undefined && list?.includes(value) === true
  const begins = (prefixes: readonly string[] | undefined, values: readonly string[]): boolean =>
    values.length > 0 && prefixes?.some((prefix) => values.some((value) => value.startsWith(prefix))) === true
  return (
    has(evidence.apiGroups, marks.group) ||
    has(evidence.kinds, marks.coreKind) ||
    has(evidence.ingressClasses, marks.ingressClass) ||
    has(evidence.runtimeClasses, marks.runtimeClass) ||
    marks.storageClasses.some((name) => has(evidence.storageClasses, name)) ||
    begins(evidence.keys, marks.keys) ||
    begins(evidence.images, marks.images)
  )
}
