import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isRecord, keyOf, type ManifestObject } from './objects.ts'
import type { Finding, Material } from './peers.ts'

/** The folder that `npm install @monokle/validation` was run in; the library is no dependency of this project. */
const FOLDER = process.env['AKS_COPILOT_MONOKLE']
const PACKAGE = join(FOLDER ?? '', 'node_modules/@monokle/validation')
const PLUGINS = ['pod-security-standards', 'practices', 'resource-links', 'kubernetes-schema']

interface Library {
  readonly DefaultPluginLoader: new () => object
  readonly ResourceParser: new () => object
  readonly SchemaLoader: new () => object
  readonly DisabledFixer: new () => object
  readonly MonokleValidator: new (init: object) => Validator
  processRefs(resources: object[], parser: object): object[]
}

interface Validator {
  readonly rules: Readonly<Record<string, readonly { id: string; name: string }[]>>
  preload(config: object): Promise<void>
  validate(input: { resources: object[] }): Promise<{ runs: readonly { results: readonly Result[] }[] }>
}

interface Result {
  readonly ruleId: string
  readonly message: { readonly text: string }
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: { readonly uriBaseId: string; readonly uri: string } }
  }[]
}

export const findWithMonokle = {
  version(): string | undefined {
    if (FOLDER === undefined) return undefined
    return String(JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')).version)
  },

  async find({ groups, objects }: Material): Promise<Finding[]> {
    const library: Library = await import(pathToFileURL(join(PACKAGE, 'lib/node.js')).href)
    const findings: Finding[] = []
    const ids = new Map<string, ManifestObject>(objects.map((object, index) => [String(index), object]))
    for (const files of groups.values()) {
      const here = [...ids].filter(([, { file }]) => files.includes(file)).map(([id, object]) => resourceOf(object, id))
      const parser = new library.ResourceParser()
      const validator = await validatorOf(library, parser)
      const names = new Map(
        Object.entries(validator.rules).flatMap(([plugin, rules]) => rules.map(({ id, name }) => [id, `${plugin}/${name}`])),
      )
      const { runs } = await validator.validate({ resources: library.processRefs(here, parser) })
      for (const { ruleId, message, locations } of runs.flatMap(({ results }) => results)) {
        const id = locations
          .map(({ physicalLocation }) => physicalLocation.artifactLocation)
          .find(({ uriBaseId }) => uriBaseId === 'RESOURCE')?.uri
        const object = ids.get(id ?? '')
        if (object !== undefined)
          findings.push({ check: checkOf(names.get(ruleId) ?? ruleId, object), message: message.text, object: keyOf(object) })
      }
    }
    return findings
  },
}

/** Every rule on, also those that Monokle leaves off. Its schemas come from the network: without it, only its table of old API versions works. */
async function validatorOf(library: Library, parser: object): Promise<Validator> {
  const loader = new library.DefaultPluginLoader()
  const validator = new library.MonokleValidator({
    loader,
    parser,
    schemaLoader: new library.SchemaLoader(),
    suppressors: [],
    fixer: new library.DisabledFixer(),
  })
  const config = {
    plugins: Object.fromEntries(PLUGINS.map((name) => [name, true])),
    settings: { 'kubernetes-schema': { schemaVersion: 'v1.35.0' } },
  }
  await validator.preload(config)
  const rules = Object.fromEntries(
    PLUGINS.flatMap((plugin) => (validator.rules[plugin] ?? []).map(({ name }) => [`${plugin}/${name}`, 'warn'])),
  )
  await validator.preload({ ...config, rules })
  return validator
}

function checkOf(rule: string, { kind }: ManifestObject): string {
  if (rule === 'resource-links/no-missing-optional-links') return 'optional links'
  if (rule === 'resource-links/no-missing-links') return kind === 'Service' ? 'links of Service' : 'links'
  return rule
}

/** Identifiers are unique over all folders: the library remembers what it has seen. */
function resourceOf(object: ManifestObject, id: string): object {
  const { file, kind, name, text, start, value } = object
  const metadata = value['metadata']
  const namespace = isRecord(metadata) ? metadata['namespace'] : undefined
  return {
    id,
    fileId: file,
    filePath: file,
    fileOffset: start,
    name,
    kind,
    apiVersion: value['apiVersion'],
    namespace,
    content: value,
    text,
  }
}
