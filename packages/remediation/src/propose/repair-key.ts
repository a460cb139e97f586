import type { DeclinedChange, RepairAttempt, TracedChange } from '@aks-copilot/contracts'
import { MOST_DECLINED } from '@aks-copilot/contracts'
import { digestOf } from '../commit/digest.ts'

/**
 * Recognises a change: its object and its operations, with the values that they expect to find. A field that has another value since makes
 * it another change, which may be proposed though the earlier one was declined; a new revision that leaves the field alone does not. (The
 * values of ConfigMaps are not known: there the wanted value alone counts.)
 */
export function repairKey({ object, operations }: Pick<TracedChange, 'object'> & { readonly operations: readonly object[] }): string {
  return digestOf(JSON.stringify([object.kind, object.namespace ?? '', object.name, operations.map(ordered)]))
}

/** A stored operation has its keys in another order than a new one. */
function ordered(operation: object): unknown {
  return Object.entries(operation).toSorted(([left], [right]) => (left < right ? -1 : 1))
}

/** What was declined before, and the changes of an attempt whose pull request was closed. */
export function declinedWith(before: readonly DeclinedChange[], { changes, pullRequest }: RepairAttempt, at: string): DeclinedChange[] {
  if (pullRequest === undefined) return [...before]
  const now = changes.map((change) => ({ change: repairKey(change), what: whatOf(change), url: pullRequest.url, at }))
  const keys = new Set(now.map(({ change }) => change))
  return [...before.filter(({ change }) => !keys.has(change)), ...now].slice(-MOST_DECLINED)
}

function whatOf({ object, operations }: TracedChange): string {
  const written = operations.filter(({ op }) => op !== 'test').map(({ op, path }) => `${op} ${path}`)
  return `${object.kind} ${object.name}: ${written.join(', ')}`
}
