import { isMap, isObject } from '@aks-copilot/kubernetes'

/** Why a value is no Kubernetes object that a cluster would get, in words that follow the file's name; undefined when it is one. */
export function notAnObject(value: unknown, _file: string): string | undefined {
  if (isObject(value)) return undefined
  if (Array.isArray(value)) return 'is a list, not a Kubernetes object'
  if (!isMap(value)) return 'is not a Kubernetes object'
  return 'has no apiVersion and kind: not a Kubernetes object'
}
