import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { TypeTable } from './built-in-types.ts'
import { DEFINITION_LINES, KIND_LINES } from './data/built-in-types.generated.ts'
import { loadSchemas } from './index.ts'
import type { TypeNode } from './type-expression.ts'

/** The walk over the type table and Ajv over JSON Schemas of the same types must find the same objects ill-formed. */
const VERSION = '1.35'
const types = new TypeTable(KIND_LINES, DEFINITION_LINES, VERSION)
const SCALARS: { readonly [name: string]: object } = {
  any: {},
  string: { type: 'string' },
  time: { type: 'string' },
  bytes: { type: ['string', 'array'] },
  boolean: { type: 'boolean' },
  double: { type: 'number' },
  number: { type: 'number' },
  int32: { type: 'integer' },
  int64: { type: 'integer' },
  quantity: { type: ['string', 'number'] },
  'int-or-string': { type: ['string', 'integer'] },
}

function schemaOf(type: TypeNode): object {
  const nothing = { type: 'null' }
  if (type.is === 'list') return { anyOf: [nothing, { type: 'array', items: schemaOf(type.of) }] }
  if (type.is === 'map') return { anyOf: [nothing, { type: 'object', additionalProperties: schemaOf(type.of) }] }
  if (type.is === 'object') return { anyOf: [nothing, { $ref: type.definition }] }
  return { anyOf: [nothing, type.is === 'enum' ? { type: 'string' } : (SCALARS[type.name] ?? {})] }
}

function ajvOf(root: string): (object: unknown) => boolean {
  const ajv = new Ajv({ strict: false, validateSchema: false, inlineRefs: false })
  const queue = [root]
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const definition = types.definition(name)
    if (!definition || ajv.schemas[name]) continue
    const properties = Object.fromEntries([...definition.fields].map(([field, type]) => [field, schemaOf(type)]))
    ajv.addSchema({ type: 'object', additionalProperties: false, properties }, name)
    queue.push(...[...JSON.stringify(properties).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? ''))
  }
  return (object) => ajv.validate(root, object)
}

/** Every object that differs from one in a single place. */
function* mutants(value: unknown): Generator {
  for (const other of ['text', 5, 1.5, true, null, [], {}, [5], { unknown: 1 }]) yield other
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) for (const mutant of mutants(item)) yield value.with(index, mutant)
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, unknown: 1 }
    for (const [field, item] of Object.entries(value)) for (const mutant of mutants(item)) yield { ...value, [field]: mutant }
  }
}

const OBJECTS = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a', labels: { app: 'a' }, ownerReferences: [{ name: 'b', controller: true }] },
    spec: {
      replicas: 1,
      paused: false,
      strategy: { rollingUpdate: { maxSurge: '25%' } },
      selector: { matchLabels: { app: 'a' } },
      template: {
        spec: {
          containers: [
            {
              name: 'a',
              env: [{ name: 'A', value: 'b' }],
              ports: [{ containerPort: 80 }],
              resources: { limits: { cpu: 1 } },
              livenessProbe: { httpGet: { port: 'http' } },
            },
          ],
          volumes: [{ name: 'v', emptyDir: {} }],
        },
      },
    },
  },
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, immutable: true, data: { a: '' }, stringData: { b: 'c' } },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'a' },
    spec: { versions: [{ schema: { openAPIV3Schema: { properties: { a: { items: { b: 1 }, default: [1], minimum: 1.5 } } } } }] },
  },
]

describe('the walk over the types', () => {
  it.each(OBJECTS)('agrees with Ajv about every mutant of a $kind', async (object) => {
    const schemas = await loadSchemas(VERSION)
    const fits = ajvOf(types.kind(object.apiVersion, object.kind)?.definition ?? '')
    let count = 0
    for (const { apiVersion: _, kind: __, ...rest } of [object]) {
      for (const mutant of mutants(rest)) {
        if (typeof mutant !== 'object' || mutant === null || Array.isArray(mutant)) continue
        const candidate = { ...mutant, apiVersion: object.apiVersion, kind: object.kind }
        const found = schemas.validate(candidate).filter(({ kind }) => kind === 'unknown-field' || kind === 'wrong-type')
        expect(found.length === 0, `${JSON.stringify(candidate)} ${JSON.stringify(found)}`).toBe(fits(candidate))
        count++
      }
    }
    expect(count).toBeGreaterThan(20)
  })
})
