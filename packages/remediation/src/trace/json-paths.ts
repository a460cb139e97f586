import type { PatchOperation } from '@aks-copilot/contracts'
import { isMap, toPointer } from '@aks-copilot/kubernetes'

/** The name of a manifest; '' where it has none. */
export function manifestName({ metadata }: Readonly<Record<string, unknown>>): string {
  return isMap(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : ''
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(childOf, value)
}

function childOf(value: unknown, step: string): unknown {
  if (Array.isArray(value)) return /^\d+$/.test(step) ? (value as readonly unknown[])[Number(step)] : undefined
  return isMap(value) && Object.hasOwn(value, step) ? value[step] : undefined
}

/** A copy with one place set, parents made where they are missing; `-` appends; undefined removes. */
export function withValue(value: unknown, path: readonly string[], wanted: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return wanted
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value
    if (step === '-') return [...list, withValue(undefined, rest, wanted)]
    const index = Number(step)
    if (rest.length === 0 && wanted === undefined) return list.toSpliced(index, 1)
    return list.with(index, withValue(list[index], rest, wanted))
  }
  if (step === '-') return [withValue(undefined, rest, wanted)]
  const map = isMap(value) ? value : {}
  if (rest.length > 0 || wanted !== undefined) return { ...map, [step]: withValue(map[step], rest, wanted) }
  return Object.fromEntries(Object.entries(map).filter(([key]) => key !== step))
}

/** Operations that set one place of a value: `test` of what is there, parents where they are missing. */
export function operationsFor(value: unknown, path: readonly string[], wanted: unknown): PatchOperation[] {
  const before = valueAt(value, path)
  const pointer = toPointer(path)
  if (wanted === undefined)
    return before === undefined
      ? []
      : [
          { op: 'test', path: pointer, value: before },
          { op: 'remove', path: pointer },
        ]
  if (before !== undefined)
    return [
      { op: 'test', path: pointer, value: before },
      { op: 'replace', path: pointer, value: wanted },
    ]
  let depth = path.length - 1
  while (depth > 0 && (valueAt(value, path.slice(0, depth)) ?? undefined) === undefined) depth -= 1
  const made = withValue(undefined, path.slice(depth + 1), wanted)
  const op = valueAt(value, path.slice(0, depth + 1)) === undefined ? 'add' : 'replace'
  return [{ op, path: toPointer(path.slice(0, depth + 1)), value: made }]
}
