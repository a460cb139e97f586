import { type Field, isMap } from './field.ts'
import type { KubernetesObject } from './kubernetes-object.ts'
import { podTemplate } from './workload.ts'

/** Labels of the pods that an object makes (for a Pod, its own). */
export function podLabels(object: KubernetesObject): Readonly<Record<string, string>> {
  return podTemplate(object)?.at('metadata', 'labels').strings() ?? {}
}

/** Whether labels have every pair of an equality selector; an empty selector selects nothing here. */
export function matchesLabels(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  const pairs = Object.entries(selector)
  return pairs.length > 0 && pairs.every(([key, value]) => labels[key] === value)
}

/** Whether labels satisfy a LabelSelector (matchLabels and matchExpressions); an empty one selects everything. */
export function matchesSelector(selector: Field, labels: Readonly<Record<string, string>>): boolean {
  const pairs = selector.at('matchLabels').strings()
  if (!Object.entries(pairs).every(([key, value]) => labels[key] === value)) return false
  return selector
    .at('matchExpressions')
    .items()
    .every((expression) => matchesExpression(expression, labels))
}

function matchesExpression(expression: Field, labels: Readonly<Record<string, string>>): boolean {
  const key = expression.at('key').text ?? ''
  const label = Object.hasOwn(labels, key) ? labels[key] : undefined
  const values = new Set(
    expression
      .at('values')
      .items()
      .map((value) => value.text),
  )
  switch (expression.at('operator').text ?? '') {
    case 'In':
      return label !== undefined && values.has(label)
    case 'NotIn':
      return label === undefined || !values.has(label)
    case 'Exists':
      return label !== undefined
    case 'DoesNotExist':
      return label === undefined
    default:
      return false
  }
}

/** Deep equality of JSON values; key order does not count. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, index) => sameJson(item, right[index]))
  if (!isMap(left) || !isMap(right)) return false
  const keys = Object.keys(left)
  return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && sameJson(left[key], right[key]))
}
