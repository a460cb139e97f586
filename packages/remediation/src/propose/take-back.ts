import { maskSecrets } from '@aks-copilot/cluster'
import type { LiveReference, PatchOperation } from '@aks-copilot/contracts'
import { isMap } from '@aks-copilot/kubernetes'
import { operationsFor, valueAt } from '../trace/wanted-change.ts'
import type { Difference, Json } from './differences.ts'

/** What stands in a state where a value is not kept: nobody can compare with it. */
export const NOT_KEPT = 'hmac:'

/** Operations on the live object that give these fields their earlier values: what is removed comes last, from the end of each list. */
export function takeBack(differences: readonly Difference[], live: Json, { kind }: LiveReference): PatchOperation[] {
  const removals = differences.filter(({ before }) => before === undefined).toSorted((left, right) => byPlace(right.path, left.path))
  const others = differences.filter(({ before }) => before !== undefined)
  return [...others, ...removals]
    .flatMap(({ path, before }) => operationsFor(live, path, before))
    .filter((operation) => operation.op !== 'test' || (kind !== 'ConfigMap' && !JSON.stringify(operation.value).includes(NOT_KEPT)))
}

function byPlace(left: readonly string[], right: readonly string[]): number {
  const at = left.findIndex((step, index) => step !== right[index])
  if (at < 0) return 0
  const [one, other] = [Number(left[at]), Number(right[at])]
  return Number.isNaN(one) || Number.isNaN(other) ? 0 : one - other
}

/** Whether a value that would be written looks like a secret: then it is not to pass through a state, a message or a log. */
export function looksSecret({ path, now, before }: Difference, live: Json): boolean {
  const env = path.indexOf('env')
  const variable = env < 0 ? undefined : valueAt(live, [...path.slice(0, env + 2), 'name'])
  const key = typeof variable === 'string' ? variable : (path.at(-1) ?? '')
  return [now, before].some((value) => holdsSecret(key, value))
}

/** Whether a value under a key, or any within it, looks secret. */
export function holdsSecret(key: string, value: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => holdsSecret('', item))
  if (!isMap(value)) return typeof value === 'string' && masked(key, value)
  const name = typeof value['name'] === 'string' ? value['name'] : undefined
  return Object.entries(value).some(([own, item]) => holdsSecret(own === 'value' && name !== undefined ? name : own, item))
}

function masked(key: string, value: string): boolean {
  const line = `${key}=${value}`
  return maskSecrets(line) !== line
}
