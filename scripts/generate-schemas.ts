/** Writes the JSON Schemas of docs/reference, and the table of keys in docs/guides/profiles.md. */
import { readFileSync } from 'node:fs'
import { type Setting, SETTINGS } from '../apps/cli/src/settings.ts'
import { checkReportSchema } from '../packages/contracts/src/check-report.ts'
import { diagnosisSchema } from '../packages/contracts/src/diagnosis.ts'
import { TARGET_PROFILES } from '../packages/manifests/src/profiles/built-in.generated.ts'
import { sourceSchema, targetSchema } from '../packages/manifests/src/profiles/read-profile.ts'
import { withBlock, writeGenerated } from './generated-file.ts'

const DOCS = new URL('../docs/', import.meta.url)

interface JsonSchema {
  [key: string]: unknown
  properties?: Record<string, JsonSchema>
  required?: string[]
  enum?: string[]
  type?: string
  anyOf?: JsonSchema[]
  description?: string
}

/** What each key of a target profile says; a key without words here fails the generator. */
const TARGET_KEYS: Readonly<Record<string, string>> = {
  name: 'A short name, shown in reports.',
  title: 'The name in words.',
  kubernetes: 'Kubernetes version of the cluster: schemas and removed APIs are those of this version.',
  safeguards:
    'Deployment safeguards of AKS. With `enforce` a violation is denied: an error; with `warn` a warning; with `off` it is not reported.',
  'podSecurity.level': 'Pod Security level of the namespaces.',
  'podSecurity.mode': 'Whether that level denies (`enforce`, errors) or only warns.',
  automatic: 'Whether the cluster is AKS Automatic, which has admission rules of its own.',
  'ingress.api': 'What Routes and Ingresses of the source become: an Ingress, or a Gateway API HTTPRoute.',
  'ingress.className': 'Ingress class of the cluster.',
  'ingress.gatewayClassName': 'Gateway class of the cluster, for `api: gateway`.',
  networkPolicy: 'Which engine enforces NetworkPolicies, if any.',
  'storage.disk': 'Storage class for volumes that one node mounts.',
  'storage.shared': 'Storage class for volumes that several nodes mount.',
  'storage.classes': 'Storage classes that the cluster has. The manifests may bring their own.',
  'storage.map': 'Storage class of the source → storage class of the cluster.',
  'registries.map': 'Prefix of an image name → what to write in its place.',
  'registries.allowed': 'Prefixes of image names that admission allows; empty: all.',
  requests: 'CPU and memory to request where a container requests none; `null`: only suggest.',
  allow: 'Fixes of kind `opt` to apply without asking: rule ids, or `all`.',
  severity: 'Severity of a rule on this target: `error`, `warning`, `info` or `off`.',
}

const SOURCE_KEYS: Readonly<Record<string, string>> = {
  name: 'A short name, shown in reports.',
  title: 'The name in words.',
  assumes: 'Groups of rules that apply because the manifests come from here, although a manifest alone proves nothing.',
  'evidence.apiGroups': 'API groups that exist only there.',
  'evidence.kinds': 'Kinds that have `apiVersion: v1` only there.',
  'evidence.storageClasses': 'Storage classes that exist only there.',
  'evidence.ingressClasses': 'Ingress classes that exist only there.',
  'evidence.runtimeClasses': 'Runtime classes that exist only there.',
  'evidence.keys': 'Prefixes of label and annotation keys.',
  'evidence.images': 'Prefixes of image names.',
}

function jsonSchema(schema: { toJSONSchema(options: object): object }, title: string): JsonSchema {
  return { ...(schema.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as JsonSchema), title }
}

interface Key {
  readonly key: string
  readonly schema: JsonSchema
}

/** The keys that have words, in the order of the schema, each described; nothing is required within them. */
function describedKeys(schema: JsonSchema, words: Readonly<Record<string, string>>, parent = ''): Key[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const key = parent === '' ? name : `${parent}.${name}`
    const description = words[key]
    if (description === undefined) {
      if (child.properties === undefined) throw new Error(`scripts/generate-schemas.ts has no words for the key ${key}.`)
      delete child.required
      return describedKeys(child, words, key)
    }
    child.description = description
    return [{ key, schema: child }]
  })
}

function values(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(', ')
  if (schema.anyOf !== undefined) return schema.anyOf.map((one) => (one.type === 'object' ? 'map' : (one.type ?? ''))).join(' or ')
  return { array: 'list', object: 'map', boolean: '`true`, `false`', string: 'text' }[schema.type ?? ''] ?? ''
}

function keyTable(keys: readonly Key[], defaults: unknown): string {
  const at = (key: string): unknown =>
    key.split('.').reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], defaults)
  const shown = (value: unknown): string =>
    value === undefined || JSON.stringify(value).length > 60 ? '' : `\`${JSON.stringify(value).replaceAll('"', '')}\``
  const rows = keys.map(
    ({ key, schema }) =>
      `| \`${key}\` | ${values(schema)} |${defaults === undefined ? '' : ` ${shown(at(key))} |`} ${schema.description ?? ''} |`,
  )
  const head =
    defaults === undefined ? '| key | value | says |\n|---|---|---|' : '| key | value | in aks-standard | says |\n|---|---|---|---|'
  return `${head}\n${rows.join('\n')}`
}

/** A file may extend a built-in profile, and then says only what differs. */
function extendable(schema: JsonSchema): JsonSchema {
  const { required = [], properties = {}, ...rest } = schema
  const base: JsonSchema = {
    description: 'A built-in profile whose keys hold where this file has none of its own.',
    enum: Object.keys(TARGET_PROFILES),
  }
  return { ...rest, properties: { extends: base, ...properties }, anyOf: [{ required: ['extends'] }, { required }] }
}

function configurationSchema(): JsonSchema {
  const sections: Record<string, JsonSchema> = {}
  for (const { key, type, choices, description } of SETTINGS as readonly Setting[]) {
    const [section = '', name = ''] = key.split('.')
    const value: JsonSchema =
      type === 'list' ? { type: 'array', items: { type: 'string' } } : choices === undefined ? { type: 'string' } : { enum: [...choices] }
    const properties = { ...sections[section]?.properties, [name]: { ...value, description } }
    sections[section] = { type: 'object', additionalProperties: false, properties }
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'aks-copilot.yaml',
    type: 'object',
    additionalProperties: false,
    properties: sections,
  }
}

function writeSchema(name: string, schema: JsonSchema): void {
  writeGenerated(new URL(`reference/${name}.schema.json`, DOCS), `${JSON.stringify(schema, undefined, 2)}\n`)
}

const target = jsonSchema(targetSchema, 'A target profile of aks-copilot')
const source = jsonSchema(sourceSchema, 'A source profile of aks-copilot')
const targetKeys = describedKeys(target, TARGET_KEYS)
const sourceKeys = describedKeys(source, SOURCE_KEYS)

writeSchema('check-report', jsonSchema(checkReportSchema, 'The JSON of aks-copilot check and fix'))
writeSchema('diagnosis', jsonSchema(diagnosisSchema, 'The JSON of aks-copilot diagnose'))
writeSchema('aks-copilot', configurationSchema())
writeSchema('target-profile', extendable(target))
writeSchema('source-profile', source)
const guide = new URL('guides/profiles.md', DOCS)
const text = withBlock(readFileSync(guide, 'utf8'), 'target-keys', keyTable(targetKeys, TARGET_PROFILES['aks-standard']))
writeGenerated(guide, withBlock(text, 'source-keys', keyTable(sourceKeys, undefined)))
