/**
 * Derives packages/kubernetes/src/schemas/data/built-in-types.generated.ts from the OpenAPI documents and the enum markers that
 * the Go module k8s.io/kubernetes carries. Structure only: no descriptions.
 *
 *   node scripts/generate-kubernetes-schemas.ts [--check]
 *
 * `--check` writes nothing and exits 1 when the committed data is stale. Needs `go`, which fetches the modules.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const MODULE = 'k8s.io/kubernetes'
const MODULE_VERSIONS = { '1.33': 'v1.33.13', '1.34': 'v1.34.4', '1.35': 'v1.35.4', '1.36': 'v1.36.3' }
const TARGET = new URL('../packages/kubernetes/src/schemas/data/built-in-types.generated.ts', import.meta.url)
const VERSIONS = Object.keys(MODULE_VERSIONS) as (keyof typeof MODULE_VERSIONS)[]

interface GroupVersionKind {
  group: string
  version: string
  kind: string
}
interface SwaggerSchema {
  $ref?: string
  type?: string
  format?: string
  items?: SwaggerSchema
  additionalProperties?: SwaggerSchema
  properties?: Record<string, SwaggerSchema>
  required?: string[]
  'x-kubernetes-list-map-keys'?: string[]
  'x-kubernetes-patch-merge-key'?: string
  'x-kubernetes-group-version-kind'?: GroupVersionKind[]
}
interface Operation {
  'x-kubernetes-group-version-kind'?: GroupVersionKind
  'x-kubernetes-action'?: string
}
interface Swagger {
  definitions: Record<string, SwaggerSchema>
  paths: Record<string, Record<string, Operation>>
}
interface Definition {
  required?: string[]
  properties: Record<string, string>
  listKeys?: Record<string, string[]>
}
interface Kind {
  definition: string
  namespaced?: boolean
}
interface Types {
  kinds: Map<string, Kind>
  definitions: Map<string, Definition>
}
type Enums = Map<string, Map<string, string[]>>

/** Definitions that are a scalar, or anything, on the wire. */
const WIRE_TYPES: Record<string, string> = {
  'api.resource.Quantity': 'quantity',
  'util.intstr.IntOrString': 'int-or-string',
  'meta.v1.Time': 'time',
  'meta.v1.MicroTime': 'time',
  'meta.v1.FieldsV1': 'any',
  'meta.v1.Patch': 'any',
  'pkg.runtime.RawExtension': 'any',
  'apiextensions.v1.JSON': 'any',
  'apiextensions.v1.JSONSchemaPropsOrArray': 'any',
  'apiextensions.v1.JSONSchemaPropsOrBool': 'any',
  'apiextensions.v1.JSONSchemaPropsOrStringArray': 'any',
}

/**
 * Fields that the OpenAPI documents call required and the API server accepts without: it has a default, or zero will do.
 * Found by asking a 1.34 API server about objects without each field (dry run).
 */
const NOT_ENFORCED = new Set([
  'apiextensions.v1.CustomResourceDefinitionVersion.served',
  'apps.v1.ControllerRevision.revision',
  'batch.v1.PodFailurePolicy.rules',
  'batch.v1.PodFailurePolicyOnPodConditionsPattern.status',
  'core.v1.HTTPHeader.value',
  'core.v1.ISCSIVolumeSource.lun',
  'core.v1.ISCSIPersistentVolumeSource.lun',
  'core.v1.LimitRangeSpec.limits',
  'core.v1.PreferredSchedulingTerm.preference',
  'core.v1.SleepAction.seconds',
  'core.v1.Sysctl.value',
  'core.v1.TypedLocalObjectReference.kind',
  'core.v1.TypedLocalObjectReference.name',
  'core.v1.TypedObjectReference.kind',
  'core.v1.TypedObjectReference.name',
  'discovery.v1.EndpointSlice.endpoints',
  'discovery.v1.ForNode.name',
  'discovery.v1.ForZone.name',
  'networking.v1.NetworkPolicySpec.podSelector',
  'rbac.v1.RoleRef.apiGroup',
  'scheduling.v1.PriorityClass.value',
  'storage.v1.CSIDriver.spec',
  'storage.v1.CSINode.spec',
  'storage.v1.CSINodeSpec.drivers',
  'storage.v1.TokenRequest.audience',
])
/** Whose required fields nobody has confirmed: alphas, betas, and what only drivers write. */
const UNCONFIRMED = /\.v\d+(alpha|beta)\d+\.|^(resource|events|authentication|authorization|apiserverinternal)\.|List\.items$/

/** Values of fields whose Go type has no enum marker, as the API server lists them when it refuses another. */
const MORE_ENUMS: Record<string, string[]> = {
  'apiextensions.v1.CustomResourceConversion.strategy': ['None', 'Webhook'],
  'apiextensions.v1.CustomResourceDefinitionSpec.scope': ['Cluster', 'Namespaced'],
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted': ['Delete', 'Retain'],
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled': ['Delete', 'Retain'],
  'autoscaling.v2.HPAScalingPolicy.type': ['Percent', 'Pods'],
  'autoscaling.v2.HPAScalingRules.selectPolicy': ['Disabled', 'Max', 'Min'],
  'autoscaling.v2.MetricSpec.type': ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'],
  'autoscaling.v2.MetricTarget.type': ['AverageValue', 'Utilization', 'Value'],
  'flowcontrol.v1.LimitResponse.type': ['Queue', 'Reject'],
  'flowcontrol.v1.PriorityLevelConfigurationSpec.type': ['Exempt', 'Limited'],
  'meta.v1.LabelSelectorRequirement.operator': ['DoesNotExist', 'Exists', 'In', 'NotIn'],
  'networking.v1.IngressClassParametersReference.scope': ['Cluster', 'Namespace'],
  'rbac.v1.RoleRef.kind': ['ClusterRole', 'Role'],
  'rbac.v1.Subject.kind': ['Group', 'ServiceAccount', 'User'],
  'storage.v1.CSIDriverSpec.fsGroupPolicy': ['File', 'None', 'ReadWriteOnceWithFSType'],
  'storage.v1.CSIDriverSpec.volumeLifecycleModes': ['Ephemeral', 'Persistent'],
}

function moduleFolder(version: string): string {
  const answer = execFileSync('go', ['mod', 'download', '-json', `${MODULE}@${version}`], { encoding: 'utf8', cwd: '/' })
  return (JSON.parse(answer) as { Dir: string }).Dir
}

/** `io.k8s.api.core.v1.Pod` → `core.v1.Pod`. */
function shortName(name: string): string {
  return name.split('.').slice(-3).join('.')
}

function apiVersionOf({ group, version }: GroupVersionKind): string {
  return group === '' ? version : `${group}/${version}`
}

/** The enum markers of the Go types: definition → property → values. The published OpenAPI documents lack them. */
function readEnums(folder: string): Enums {
  const enums: Enums = new Map()
  let definition = ''
  let property = ''
  for (const line of readFileSync(join(folder, 'pkg/generated/openapi/zz_generated.openapi.go'), 'utf8').split('\n')) {
    const header = /^func schema_\w*?_([a-z]+)_(v\d\w*?)_(\w+)\(/.exec(line)
    if (header) definition = `${header[1]}.${header[2]}.${header[3]}`
    else if (line.startsWith('func ')) definition = ''
    property = /^\t{5}"([^"]+)": \{/.exec(line)?.[1] ?? property
    const values = /^\t+Enum: +\[\]interface\{\}\{(.*)\},$/.exec(line)?.[1]
    if (values === undefined || definition === '') continue
    const properties = enums.get(definition) ?? new Map<string, string[]>()
    enums.set(definition, properties.set(property, JSON.parse(`[${values}]`) as string[]))
  }
  return enums
}

/** A type expression: `string`, `[]core.v1.Container`, `{}quantity`, `enum:Always|Never`. */
function typeExpression(schema: SwaggerSchema, values: string[] | undefined): string {
  if (schema.$ref !== undefined) {
    const name = shortName(schema.$ref)
    return WIRE_TYPES[name] ?? name
  }
  if (schema.items) return `[]${typeExpression(schema.items, values)}`
  if (schema.additionalProperties) return `{}${typeExpression(schema.additionalProperties, values)}`
  if (schema.type === 'string' && values) return `enum:${values.join('|')}`
  if (schema.type === 'string') return schema.format === 'byte' ? 'bytes' : schema.format === 'date-time' ? 'time' : 'string'
  if (schema.type === 'integer') return schema.format === 'int32' ? 'int32' : 'int64'
  if (schema.type === 'object' || schema.type === undefined) return 'any'
  return schema.type
}

function definitionOf(definition: string, schema: SwaggerSchema, enums: Map<string, string[]> | undefined): Definition {
  const properties: Record<string, string> = {}
  const listKeys: Record<string, string[]> = {}
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    properties[name] = typeExpression(property, enums?.get(name) ?? MORE_ENUMS[`${definition}.${name}`])
    const mergeKey = property['x-kubernetes-patch-merge-key']
    const keys = property['x-kubernetes-list-map-keys'] ?? (mergeKey === undefined ? undefined : [mergeKey])
    if (keys) listKeys[name] = keys
  }
  const required = (schema.required ?? []).filter((name) => isEnforced(`${definition}.${name}`)).toSorted()
  return {
    ...(required.length > 0 ? { required } : {}),
    properties,
    ...(Object.keys(listKeys).length > 0 ? { listKeys } : {}),
  }
}

function isEnforced(field: string): boolean {
  return !NOT_ENFORCED.has(field) && !UNCONFIRMED.test(field)
}

/** Kinds that a client may send: those of an operation that is no `connect`, and their lists. */
function readKinds(swagger: Swagger): Map<string, Kind> {
  const scopes = new Map<string, boolean>()
  for (const [path, operations] of Object.entries(swagger.paths)) {
    for (const operation of Object.values(operations)) {
      const kind = operation['x-kubernetes-group-version-kind']
      if (!kind || operation['x-kubernetes-action'] === 'connect') continue
      const key = `${apiVersionOf(kind)} ${kind.kind}`
      scopes.set(key, scopes.get(key) === true || path.includes('/namespaces/{namespace}/'))
    }
  }
  const kinds = new Map<string, Kind>()
  for (const [name, schema] of Object.entries(swagger.definitions)) {
    for (const kind of schema['x-kubernetes-group-version-kind'] ?? []) {
      const key = `${apiVersionOf(kind)} ${kind.kind}`
      const namespaced = scopes.get(key)
      if (namespaced !== undefined) kinds.set(key, { definition: shortName(name), namespaced })
      else if (scopes.has(key.replace(/List$/, ''))) kinds.set(key, { definition: shortName(name) })
    }
  }
  return kinds
}

function reachable(definitions: Map<string, Definition>, roots: Iterable<string>): Map<string, Definition> {
  const found = new Map<string, Definition>()
  const queue = [...roots]
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const definition = definitions.get(name)
    if (!definition || found.has(name)) continue
    found.set(name, definition)
    queue.push(...Object.values(definition.properties).map((type) => type.replace(/^(\[\]|\{\})+/, '')))
  }
  return found
}

function readTypes(moduleVersion: string): Types {
  const folder = moduleFolder(moduleVersion)
  const swagger = JSON.parse(readFileSync(join(folder, 'api/openapi-spec/swagger.json'), 'utf8')) as Swagger
  const enums = readEnums(folder)
  const all = new Map(
    Object.entries(swagger.definitions).map(([name, schema]) => {
      const short = shortName(name)
      return [short, definitionOf(short, schema, enums.get(short))]
    }),
  )
  const kinds = readKinds(swagger)
  return {
    kinds,
    definitions: reachable(
      all,
      [...kinds.values()].map((kind) => kind.definition),
    ),
  }
}

function kindLine(key: string, { definition, namespaced }: Kind): string {
  return [...key.split(' '), definition, namespaced === undefined ? 'list' : namespaced ? 'namespaced' : 'cluster'].join('\t')
}

/** `name!:string`, `ports[containerPort,protocol]:[]core.v1.ContainerPort`. */
function definitionLine(name: string, { required = [], properties, listKeys = {} }: Definition): string {
  const fields = Object.entries(properties).map(([field, type]) => {
    const keys = listKeys[field]
    return `${field}${keys ? `[${keys.join(',')}]` : ''}${required.includes(field) ? '!' : ''}:${type}`
  })
  return [name, ...fields].join('\t')
}

/** Each distinct line once, after the versions that have it; `*` when all have it. */
function linesOf(texts: string[][]): string[] {
  const versions = new Map<string, string[]>()
  for (const [index, lines] of texts.entries()) {
    for (const line of lines) versions.set(line, [...(versions.get(line) ?? []), VERSIONS[index] ?? ''])
  }
  return [...versions].map(([line, those]) => `${those.length === VERSIONS.length ? '*' : those.join(',')}\t${line}`).toSorted(byName)
}

function byName(a: string, b: string): number {
  const [left, right] = [a, b].map((line) => line.slice(line.indexOf('\t')))
  return (left ?? '') < (right ?? '') ? -1 : 1
}

function generate(): string {
  const types = VERSIONS.map((version) => readTypes(MODULE_VERSIONS[version]))
  const kinds = linesOf(types.map((type) => [...type.kinds].map(([key, kind]) => kindLine(key, kind))))
  const definitions = linesOf(types.map((type) => [...type.definitions].map(([name, definition]) => definitionLine(name, definition))))
  return [
    `// Generated by scripts/generate-kubernetes-schemas.ts from ${MODULE} ${Object.values(MODULE_VERSIONS).join(', ')}: do not edit.`,
    '// Texts, because a text costs nothing until its line is read.',
    '',
    '/** Versions, apiVersion, kind, definition, scope. */',
    `export const KIND_LINES = \`${kinds.join('\n')}\``,
    '',
    '/** Versions, name, fields. */',
    `export const DEFINITION_LINES = \`${definitions.join('\n')}\``,
    '',
  ].join('\n')
}

const text = generate()
if (!process.argv.includes('--check')) {
  writeFileSync(TARGET, text)
} else if (readFileSync(TARGET, 'utf8') !== text) {
  process.stderr.write('built-in-types.generated.ts is stale: run node scripts/generate-kubernetes-schemas.ts\n')
  process.exitCode = 1
}
