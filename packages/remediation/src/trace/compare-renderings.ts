import { isMap, sameJson } from '@aks-copilot/kubernetes'

type Json = Readonly<Record<string, unknown>>

/** What differs between what was rendered and what was wanted, one clause; undefined where nothing does. The order of objects does not count. */
export function differenceBetween(rendered: readonly Json[], wanted: readonly Json[]): string | undefined {
  const [left, right] = [indexed(rendered), indexed(wanted)]
  for (const [key, value] of right) {
    const found = left.get(key)
    if (found === undefined) return `${key} would be gone`
    if (!sameJson(found, value)) return `${key} would differ elsewhere too`
  }
  for (const key of left.keys()) if (!right.has(key)) return `${key} would be new`
  return undefined
}

/** Objects by kind and name. The hash that Kustomize puts behind the name of generated data changes with the data, and is left out. */
function indexed(objects: readonly Json[]): ReadonlyMap<string, unknown> {
  const generated = new Map(
    objects.flatMap((object) => {
      const stem = stemOf(object)
      return stem === undefined ? [] : [[nameOf(object), stem] as const]
    }),
  )
  return new Map(
    objects.map((object) => {
      const value = withoutHashes(object, generated)
      const { kind, metadata } = value as { kind?: string; metadata?: { namespace?: string; name?: string } }
      return [`${kind} ${metadata?.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata?.name}`, value]
    }),
  )
}

const HASHED = /^(.+)-[bcdfghkmt2456789]{10}$/

/** The name of generated data with `*` for its hash; undefined for all other names. */
export function stemOf(object: Json): string | undefined {
  if (object['kind'] !== 'ConfigMap' && object['kind'] !== 'Secret') return undefined
  const stem = HASHED.exec(nameOf(object))?.[1]
  return stem === undefined ? undefined : `${stem}-*`
}

function nameOf({ metadata }: Json): string {
  return isMap(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : ''
}

function withoutHashes(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (names.size === 0) return value
  if (typeof value === 'string') return names.get(value) ?? value
  if (Array.isArray(value)) return value.map((item) => withoutHashes(item, names))
  if (!isMap(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutHashes(item, names)]))
}
