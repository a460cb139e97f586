import { isMap } from '@aks-copilot/kubernetes'

type Schema = Readonly<Record<string, unknown>>

const FORBIDDEN = [
  '$ref',
  'definitions',
  'dependencies',
  'deprecated',
  'discriminator',
  'id',
  'patternProperties',
  'readOnly',
  'writeOnly',
  'xml',
  'additionalItems',
]
const LOGIC = ['allOf', 'anyOf', 'oneOf'] as const
const STRUCTURE = ['type', 'description', 'default', 'additionalProperties', 'nullable']

/** Whether apiextensions.k8s.io/v1 takes this as the schema of a version: a type at every level, and only checks inside allOf, anyOf, oneOf and not. */
export function isStructural(schema: unknown): boolean {
  return isMap(schema) && schema['type'] === 'object' && isNode(schema)
}

function isNode(schema: Schema): boolean {
  if (FORBIDDEN.some((word) => schema[word] !== undefined) || schema['uniqueItems'] === true) return false
  const free = schema['x-kubernetes-int-or-string'] === true || schema['x-kubernetes-preserve-unknown-fields'] === true
  if (!free && (typeof schema['type'] !== 'string' || schema['type'] === '')) return false
  if (schema['properties'] !== undefined && schema['additionalProperties'] !== undefined) return false
  if (schema['additionalProperties'] === false || Array.isArray(schema['items'])) return false
  if (schema['type'] === 'array' && !isMap(schema['items'])) return false
  return childrenOf(schema).every((child) => isMap(child) && isNode(child)) && conditions(schema).every((one) => isCheck(one, schema))
}

function childrenOf(schema: Schema): unknown[] {
  const { properties, items, additionalProperties } = schema as { properties?: unknown; items?: unknown; additionalProperties?: unknown }
  const inside = isMap(properties) ? Object.values(properties) : []
  return [...inside, ...(items === undefined ? [] : [items]), ...(isMap(additionalProperties) ? [additionalProperties] : [])]
}

function conditions(schema: Schema): unknown[] {
  const listed = LOGIC.flatMap((word) => (Array.isArray(schema[word]) ? (schema[word] as unknown[]) : []))
  return schema['not'] === undefined ? listed : [...listed, schema['not']]
}

/** A check may repeat fields of the structure, but add none; `type` is fine where the value is an integer or a string. */
function isCheck(check: unknown, structure: Schema): boolean {
  if (!isMap(check)) return false
  const intOrString = structure['x-kubernetes-int-or-string'] === true
  if (STRUCTURE.some((word) => check[word] !== undefined && !(word === 'type' && intOrString))) return false
  const known = isMap(structure['properties']) ? structure['properties'] : {}
  const named = isMap(check['properties']) ? Object.entries(check['properties']) : []
  const items = structure['items']
  return (
    named.every(([name, inner]) => isMap(known[name]) && isCheck(inner, known[name])) &&
    (check['items'] === undefined || (isMap(items) && isCheck(check['items'], items))) &&
    conditions(check).every((one) => isCheck(one, structure))
  )
}
