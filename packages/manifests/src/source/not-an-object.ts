import { isMap, isObject } from '@aks-copilot/kubernetes'
import { FILE_NAMES, OBJECT_LOOKALIKES, SHAPES } from './lookalikes.ts'

/** Why a value is no Kubernetes object that a cluster would get, in words that follow the file's name; undefined when it is one. */
export function notAnObject(value: unknown, file: string): string | undefined {
  if (isObject(value)) return lookalike(value)
  const byName = FILE_NAMES.find(([name]) => name.test(file.replaceAll('\\', '/')))
  if (byName !== undefined) return byName[1]
  if (Array.isArray(value)) return listReason(value)
  if (!isMap(value)) return 'is plain text, not a Kubernetes object'
  return SHAPES.find(([fits]) => fits(value))?.[1] ?? missingFields(value)
}

function lookalike(value: Readonly<Record<string, unknown>>): string | undefined {
  const [apiVersion, kind] = [String(value['apiVersion']), String(value['kind'])]
  const found = OBJECT_LOOKALIKES.find(
    (one) =>
      one.apiVersion.test(apiVersion) &&
      (one.kind === undefined || one.kind.test(kind)) &&
      (one.has === undefined || Object.hasOwn(value, one.has)),
  )
  if (found !== undefined) return found.why
  return isLocalConfig(value) ? 'is marked `config.kubernetes.io/local-config`: no tool applies it' : undefined
}

function isLocalConfig({ metadata }: Readonly<Record<string, unknown>>): boolean {
  const annotations = isMap(metadata) ? metadata['annotations'] : undefined
  const mark = isMap(annotations) ? annotations['config.kubernetes.io/local-config'] : undefined
  return mark !== undefined && mark !== 'false'
}

function listReason(items: readonly unknown[]): string {
  const maps = items.filter(isMap)
  if (items.length > 0 && maps.length === items.length) {
    if (maps.every((item) => typeof item['op'] === 'string' && typeof item['path'] === 'string'))
      return 'is a list of JSON Patch operations (RFC 6902), as Kustomize and kubectl patch take it'
    if (maps.some((item) => ['hosts', 'import_playbook', 'ansible.builtin.import_playbook'].some((key) => Object.hasOwn(item, key))))
      return 'is an Ansible playbook'
    if (
      maps.some(
        (item) =>
          Object.hasOwn(item, 'name') &&
          Object.keys(item).some((key) =>
            /^(?:ansible|community|kubernetes)\.\w+\.\w+$|^(?:k8s|shell|command|copy|apt|template)$/.test(key),
          ),
      )
    )
      return 'is a list of Ansible tasks'
    if (maps.every((item) => isObject(item))) return 'is a bare list of objects: a cluster takes them as documents, or as `items` of a List'
  }
  return 'is a list, not a Kubernetes object'
}

function missingFields(value: Readonly<Record<string, unknown>>): string {
  if (Object.keys(value).length === 0) return 'is an empty map'
  const { apiVersion, kind } = value
  if (typeof kind === 'string' && kind !== '')
    return apiVersion === undefined ? `has kind \`${kind}\` and no apiVersion` : `has kind \`${kind}\`, and an apiVersion that is not text`
  if (typeof apiVersion === 'string') return `has apiVersion \`${apiVersion}\` and no kind`
  return 'has no apiVersion and kind: not a Kubernetes object'
}
