import { isRecord, type ManifestObject } from './objects.ts'

export type Value = Readonly<Record<string, unknown>>

/** The value at a path, whatever it is. */
export function strings(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((at, step) => (isRecord(at) ? at[step] : undefined), value) ?? undefined
}

export function isTrue(value: unknown, ...path: readonly string[]): boolean {
  return strings(value, ...path) === true
}

export function podSpec({ kind, value }: ManifestObject): Value {
  const spec =
    kind === 'Pod'
      ? strings(value, 'spec')
      : (strings(value, 'spec', 'jobTemplate', 'spec', 'template', 'spec') ?? strings(value, 'spec', 'template', 'spec'))
  return isRecord(spec) ? spec : {}
}

export function containers(object: ManifestObject, ...lists: readonly string[]): Value[] {
  const names = lists.length > 0 ? lists : ['initContainers', 'containers', 'ephemeralContainers']
  return names.flatMap((name) => strings(podSpec(object), name) ?? []).filter(isRecord)
}

/** Whether a Service's selector matches the pods that an object makes. */
export function selects(service: Value, { kind, value }: ManifestObject): boolean {
  const selector = strings(service, 'spec', 'selector')
  const labels = kind === 'Pod' ? strings(value, 'metadata', 'labels') : strings(value, 'spec', 'template', 'metadata', 'labels')
  return isRecord(selector) && isRecord(labels) && Object.entries(selector).every(([key, wanted]) => labels[key] === wanted)
}

const REFERENCES = [
  ['claimName', 'PersistentVolumeClaim'],
  ['secretName', 'Secret'],
  ['serviceName', 'Service'],
] as const
const NAMED: Readonly<Record<string, string>> = {
  secretKeyRef: 'Secret',
  secretRef: 'Secret',
  configMapKeyRef: 'ConfigMap',
  configMapRef: 'ConfigMap',
  configMap: 'ConfigMap',
  service: 'Service',
}

/** Whether an object names another that no file of its folder has, leaving out what the author says is optional. */
export function absentNames(object: ManifestObject, siblings: readonly ManifestObject[]): boolean {
  const has = (kind: string, name: unknown): boolean => name === undefined || siblings.some((one) => one.kind === kind && one.name === name)
  const walk = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.some(walk)
    if (!isRecord(value) || value['optional'] === true) return false
    if (REFERENCES.some(([key, kind]) => !has(kind, value[key]))) return true
    return Object.entries(value).some(([key, part]) => {
      const kind = NAMED[key] ?? (key === 'scaleTargetRef' ? String(strings(part, 'kind')) : undefined)
      return (kind !== undefined && !isTrue(part, 'optional') && !has(kind, strings(part, 'name'))) || walk(part)
    })
  }
  const account = strings(podSpec(object), 'serviceAccountName')
  return walk(object.value['spec']) || (account !== 'default' && !has('ServiceAccount', account))
}
