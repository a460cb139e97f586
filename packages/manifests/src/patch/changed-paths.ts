import { isMap, sameJson, toPointer, type PathStep } from '@aks-copilot/kubernetes'

/** The pointers at which two values differ: leaves of maps, and whole lists where their length differs. */
export function changedPaths(before: unknown, after: unknown, path: readonly PathStep[] = []): string[] {
  if (sameJson(before, after)) return []
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item, index) => changedPaths(item, after[index], [...path, index]))
  }
  const [left, right] = [mapOrNothing(before), mapOrNothing(after)]
  if (left === undefined || right === undefined) return [toPointer(path)]
  const keys = new Set([...Object.keys(left), ...Object.keys(right)])
  return keys.size === 0 ? [toPointer(path)] : [...keys].flatMap((key) => changedPaths(own(left, key), own(right, key), [...path, key]))
}

/** A label may be called `constructor`. */
function own(map: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined
}

function mapOrNothing(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return value === undefined ? {} : isMap(value) ? value : undefined
}

/** Whether a pointer lies at or under a declared pattern: `*` stands for one step, `**` for any number. */
export function isDeclared(pointer: string, patterns: readonly string[]): boolean {
  const steps = pointer.split('/').slice(1)
  return patterns.some((pattern) => matches(steps, pattern.replace(/^\//, '').split('/')))
}

function matches(steps: readonly string[], pattern: readonly string[]): boolean {
  const [head, ...rest] = pattern
  if (head === undefined) return true
  if (head === '**') return rest.length === 0 || steps.some((_, index) => matches(steps.slice(index), rest))
  const [step, ...others] = steps
  return step !== undefined && (head === '*' || head === step) && matches(others, rest)
}
