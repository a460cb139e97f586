import type { ObjectDetail } from '@aks-copilot/contracts'

const FIRST = ['apiVersion', 'kind', 'metadata', 'spec']

/** An object in the order in which people write it; who owns which field (`managedFields`) is told on request only. */
export function readableObject(
  { apiVersion, kind, object }: Pick<ObjectDetail, 'apiVersion' | 'kind' | 'object'>,
  managed: boolean,
): unknown {
  if (!isRecord(object)) return object
  const all: Record<string, unknown> = { apiVersion, kind, ...object }
  const { metadata } = object
  if (isRecord(metadata)) {
    const { managedFields, ...rest } = metadata
    all['metadata'] = managed && managedFields !== undefined ? { ...rest, managedFields } : rest
  }
  const names = [...FIRST.filter((name) => all[name] !== undefined), ...Object.keys(all).filter((name) => !FIRST.includes(name))]
  return Object.fromEntries(names.map((name) => [name, all[name]]))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
