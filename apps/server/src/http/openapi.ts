import type { RouteOptions } from 'fastify'
import * as contracts from '@aks-copilot/contracts'
import { z } from 'zod'

/** The part of an OpenAPI 3.1 document that the page of /api/docs reads. */
export interface OpenApi {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly schemas: Record<string, unknown>; readonly securitySchemes: Record<string, unknown> }
  readonly security: readonly Record<string, readonly string[]>[]
}

export interface Operation {
  readonly summary: string
  readonly tags: readonly string[]
  readonly parameters: readonly {
    readonly name: string
    readonly in: 'path' | 'query'
    readonly required: boolean
    readonly schema: unknown
  }[]
  readonly requestBody?: unknown
  readonly responses: Record<string, unknown>
}

/** Writes the document from the routes as they are registered; each contract with a name is one component. */
export class OpenApiWriter {
  readonly #routes: RouteOptions[] = []

  add(route: RouteOptions): void {
    if (route.schema?.summary !== undefined && route.method !== 'HEAD') this.#routes.push(route)
  }

  document(version: string): OpenApi {
    const names = componentNames()
    const registry = z.registry<{ id: string }>()
    for (const [schema, id] of names) registry.add(schema, { id })
    const { schemas } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}`, io: 'output', unrepresentable: 'any' })
    const inline = (schema: z.ZodType): unknown => referring(schema, names)
    const paths: OpenApi['paths'] = {}
    for (const route of this.#routes) {
      const path = route.url.replace('/*', '/{id}').replaceAll(/:(\w+)/g, '{$1}')
      for (const method of [route.method].flat()) (paths[path] ??= {})[method.toLowerCase()] = operationOf(route, inline)
    }
    return {
      openapi: '3.1.0',
      info: { title: 'aks-copilot', version },
      paths,
      components: {
        schemas: Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutIds(schema)])),
        securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      },
      security: [{}, { token: [] }],
    }
  }
}

/** `answerSchema` → `Answer`: each schema of the contracts that is an object of its own. */
function componentNames(): Map<z.ZodType, string> {
  const named = Object.entries(contracts).flatMap(([name, value]): [z.ZodType, string][] =>
    name.endsWith('Schema') && value instanceof z.ZodType ? [[value, name.charAt(0).toUpperCase() + name.slice(1, -'Schema'.length)]] : [],
  )
  return new Map(named)
}

function referring(schema: z.ZodType, names: ReadonlyMap<z.ZodType, string>): unknown {
  const name = names.get(schema)
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` }
  return withoutIds(
    z.toJSONSchema(schema, {
      io: 'output',
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => {
        const known = names.get(zodSchema as unknown as z.ZodType)
        if (known === undefined) return
        for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key)
        jsonSchema.$ref = `#/components/schemas/${known}`
      },
    }),
  )
}

function withoutIds(schema: object): unknown {
  const { $schema: _, $id: __, id: ___, $defs: ____, ...rest } = schema as Record<string, unknown>
  return rest
}

function operationOf({ schema = {} }: RouteOptions, inline: (schema: z.ZodType) => unknown): Operation {
  const { summary = '', tags = [], body, querystring, params, response } = schema
  const ok = typeof response === 'object' && response !== null && 200 in response ? response[200] : undefined
  return {
    summary,
    tags,
    parameters: [...parameters(params, 'path', inline), ...parameters(querystring, 'query', inline)],
    ...(body instanceof z.ZodType ? { requestBody: { required: true, content: { 'application/json': { schema: inline(body) } } } } : {}),
    responses: {
      ...(ok instanceof z.ZodType
        ? { 200: { description: 'Done', content: { 'application/json': { schema: inline(ok) } } } }
        : { 204: { description: 'Done' } }),
      default: {
        description: 'What went wrong (RFC 9457)',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function parameters(schema: unknown, place: 'path' | 'query', inline: (schema: z.ZodType) => unknown): Operation['parameters'] {
  if (!(schema instanceof z.ZodObject)) return []
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, value]) => ({
    name: name === '*' ? 'id' : name,
    in: place,
    required: place === 'path',
    schema: inline(value instanceof z.ZodOptional ? (value.unwrap() as z.ZodType) : value),
  }))
}
