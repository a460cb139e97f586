import { Field, isMap, type KubernetesObject } from '@aks-copilot/kubernetes'
import { type Intent, remove, set } from '../../inspect/rule.ts'
import { dropped, keepDefault, mapped, type Migrations, NO_STEPS, type Steps, together, type Undecided, undecided } from './migration.ts'
import { isStructural } from './structural-schema.ts'

/** CustomResourceDefinition before v1, gone since 1.22. */
export const DEFINITION_MIGRATIONS: Migrations = {
  'apiextensions.k8s.io/v1beta1 CustomResourceDefinition': { to: 'apiextensions.k8s.io/v1', migrate },
}

type Version = Readonly<Record<string, unknown>>

/** Fields that v1beta1 had once for all versions and v1 has in each. */
const SHARED = { validation: 'schema', subresources: 'subresources', additionalPrinterColumns: 'additionalPrinterColumns' } as const

function migrate(object: KubernetesObject): Steps | Undecided {
  const spec = object.at('spec')
  const group = spec.at('group').text ?? ''
  if (/(^|\.)(k8s|kubernetes)\.io$/.test(group) && !object.annotations.at('api-approved.kubernetes.io').exists) {
    return undecided(`Add the annotation \`api-approved.kubernetes.io\`, or use another group: v1 asks for it in \`${group}\`.`)
  }
  const versions = versionsOf(spec)
  const loose = versions.find((version) => !isStructural(schemaOf(version)))
  if (loose !== undefined)
    return undecided(`Write a structural schema for version \`${String(loose['name'])}\`: v1 asks for one, and it cannot be guessed.`)
  return together(
    versionSteps(spec, versions),
    keepDefault(spec.at('scope'), 'Namespaced', 'Namespaced was the default and stays; v1 asks for the field'),
    unknownFields(spec),
    conversion(spec),
  )
}

function schemaOf(version: Version): unknown {
  return new Field(version).at('schema', 'openAPIV3Schema').value
}

function preserves(spec: Field): boolean {
  return !spec.at('preserveUnknownFields').is(false)
}

/** Every version as v1 has it, with what stood beside `versions` put into each. */
function versionsOf(spec: Field): Version[] {
  const listed = spec
    .at('versions')
    .items()
    .map(({ value }) => value)
    .filter(isMap)
  const versions = listed.length > 0 ? listed : [{ name: spec.at('version').value, served: true, storage: true }]
  const shared = Object.fromEntries(
    Object.entries(SHARED).flatMap(([old, name]) => (spec.at(old).exists ? [[name, spec.at(old).value]] : [])),
  )
  return versions.map((version) => withPaths(keepUnknown({ ...version, ...shared }, preserves(spec))))
}

/** v1beta1 kept fields that the schema does not name unless told otherwise; v1 wants that said in the schema. */
function keepUnknown(version: Version, keep: boolean): Version {
  const schema = schemaOf(version)
  if (!keep || !isMap(schema)) return version
  return { ...version, schema: { openAPIV3Schema: { ...schema, 'x-kubernetes-preserve-unknown-fields': true } } }
}

function withPaths(version: Version): Version {
  const columns = version['additionalPrinterColumns']
  return Array.isArray(columns) ? { ...version, additionalPrinterColumns: columns.map(withPath) } : version
}

function withPath(column: unknown): unknown {
  if (!isMap(column) || column['JSONPath'] === undefined) return column
  return Object.fromEntries(Object.entries(column).map(([key, value]) => [key === 'JSONPath' ? 'jsonPath' : key, value]))
}

function versionSteps(spec: Field, versions: readonly Version[]): Steps {
  const moved = Object.entries(SHARED).flatMap(([old, name]) =>
    spec.at(old).exists ? [mapped(spec.at(old), `${name} of each version`, remove(spec.at(old)))] : [],
  )
  const version = spec.at('version').exists ? [mapped(spec.at('version'), 'spec.versions', remove(spec.at('version')))] : []
  return together(
    mapped(spec.at('versions'), 'schema, subresources and columns stand in each version', set(spec.at('versions'), versions)),
    ...version,
    ...moved,
  )
}

function unknownFields(spec: Field): Steps {
  const at = spec.at('preserveUnknownFields')
  const gone: Intent[] = at.exists ? [remove(at)] : []
  return preserves(spec)
    ? mapped(
        at,
        '`x-kubernetes-preserve-unknown-fields` at the root of each schema; objects inside that list their properties lose others',
        ...gone,
      )
    : dropped(at, 'false is all that v1 takes', ...gone)
}

function conversion(spec: Field): Steps {
  const [client, reviews] = [spec.at('conversion', 'webhookClientConfig'), spec.at('conversion', 'conversionReviewVersions')]
  if (!client.exists) return reviews.exists ? dropped(reviews, 'no conversion webhook is called', remove(reviews)) : NO_STEPS
  const webhook = { clientConfig: client.value, conversionReviewVersions: reviews.value ?? ['v1beta1'] }
  return mapped(
    client,
    'conversion.webhook',
    set(spec.at('conversion', 'webhook'), webhook),
    remove(client),
    ...(reviews.exists ? [remove(reviews)] : []),
  )
}
