import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SECRET_VARIABLES, SETTINGS, variableOf } from '../apps/cli/src/settings.ts'
import { describeProgram } from '../scripts/describe-program.ts'

interface Declaration {
  readonly kind: string
  readonly name: string
  readonly type: string
  /** Path of a module, type and version of a resource. */
  readonly target: string
  readonly decorators: readonly string[]
  readonly hasDefault: boolean
  readonly parameters: readonly string[] | null
  readonly uses: readonly string[]
  readonly functions: readonly string[]
  readonly outputs: readonly (readonly [module: string, output: string])[]
  readonly text: string
}

interface Parsed {
  readonly problems: readonly string[]
  readonly declarations: readonly Declaration[]
}

const FOLDER = 'deploy/bicep'
const PYTHON = process.env['AKS_COPILOT_PYTHON'] ?? 'python3'
const hasParser = spawnSync(PYTHON, ['-c', 'import tree_sitter, tree_sitter_bicep']).status === 0
const FILES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .map((name) => join(FOLDER, name))
  .filter((name) => /\.bicep(?:param)?$/.test(name))

function parse(files: readonly string[]): Readonly<Record<string, Parsed>> {
  if (!hasParser) return {}
  const { stdout, stderr } = spawnSync(PYTHON, ['tests/bicep/parse-bicep.py', ...files], { encoding: 'utf8' })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout) as Readonly<Record<string, Parsed>>
}

const parsed = parse(FILES)
const templates = Object.entries(parsed).filter(([path]) => path.endsWith('.bicep'))
const parameterFiles = Object.entries(parsed).filter(([path]) => path.endsWith('.bicepparam'))
const all = templates.flatMap(([path, { declarations }]) => declarations.map((one) => ({ ...one, path })))

function declared(path: string, kind: string): readonly Declaration[] {
  return (parsed[path]?.declarations ?? []).filter((one) => one.kind === kind)
}

function isDescribed({ decorators }: Declaration): boolean {
  return decorators.some((decorator) => decorator.startsWith('@description('))
}

const FUNCTIONS = new Set(
  'bool cidrSubnet concat empty environment fail filter flatten guid int items json last map readEnvironmentVariable replace resourceGroup split string subscription subscriptionResourceId take toLower union uniqueString'.split(
    ' ',
  ),
)

describe.skipIf(!hasParser)('Bicep', () => {
  it.each(FILES)('%s is grammatical', (path) => {
    expect(parsed[path]?.problems).toEqual([])
  })

  it('finds what is wrong', () => {
    expect(parse(['tests/bicep/broken.bicep'])['tests/bicep/broken.bicep']?.problems).not.toEqual([])
  })

  it('describes every parameter, output and type', () => {
    const silent = all.filter((one) => ['parameter', 'output', 'type'].includes(one.kind) && !isDescribed(one))
    expect(silent.map(({ path, name }) => `${path}: ${name}`)).toEqual([])
  })

  it('uses every parameter, variable and import, and no name that is not declared', () => {
    const wrong = templates.flatMap(([path, { declarations }]) => {
      const known = new Set(declarations.map(({ name }) => name))
      const used = new Set(declarations.flatMap(({ uses }) => uses))
      const unused = declarations.filter(({ kind, name }) => ['parameter', 'variable', 'import'].includes(kind) && !used.has(name))
      return [
        ...unused.map(({ name }) => `${path}: ${name} is not used`),
        ...[...used].filter((name) => !known.has(name)).map((name) => `${path}: ${name} is not declared`),
      ]
    })
    expect(wrong).toEqual([])
  })

  it('calls functions that Bicep has', () => {
    const decorators = new Set(['description', 'minLength', 'maxLength', 'minValue', 'maxValue'])
    const called = Object.values(parsed).flatMap(({ declarations }) =>
      declarations.flatMap(({ kind, functions }) => functions.filter((name) => !(kind === 'type' && decorators.has(name)))),
    )
    expect(called.filter((name) => !FUNCTIONS.has(name))).toEqual([])
  })

  it('references every module, with its parameters and outputs as they are', () => {
    const reached = new Set(['deploy/bicep/main.bicep', 'deploy/bicep/types.bicep'])
    const wrong = templates.flatMap(([path, { declarations }]) => {
      const modules = new Map(
        declarations.filter(({ kind }) => kind === 'module').map(({ name, target }) => [name, normalize(join(dirname(path), target))]),
      )
      for (const target of modules.values()) reached.add(target)
      return declarations.flatMap((one) => [
        ...(one.kind === 'module' ? parameterProblems(one, modules.get(one.name) ?? '') : []),
        ...one.outputs
          .filter(([module, output]) => !declared(modules.get(module) ?? '', 'output').some(({ name }) => name === output))
          .map(([module, output]) => `${path}: ${module} has no output ${output}`),
      ])
    })
    expect(wrong).toEqual([])
    expect(templates.map(([path]) => path).filter((path) => !reached.has(path))).toEqual([])
  })

  it('keeps to stable API versions, which the table of facts lists, and no others', () => {
    const readme = readFileSync(join(FOLDER, 'README.md'), 'utf8')
    const versions = new Set(all.filter(({ kind }) => kind === 'resource').map(({ target }) => target))
    expect([...versions].filter((version) => !/^Microsoft\.[A-Za-z]+(\/[A-Za-z]+)+@\d{4}-\d\d-\d\d$/.test(version))).toEqual([])
    const listed = [...readme.matchAll(/`(Microsoft\.[A-Za-z/]+@[\w-]+)`/g)].map((match) => match[1])
    expect(new Set(listed)).toEqual(versions)
  })

  it('assigns only the roles that the table of facts lists', () => {
    const guids = (text: string): string[] => text.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? []
    const used = new Set(all.filter(({ kind }) => kind === 'variable').flatMap(({ text }) => guids(text)))
    expect(used.size).toBeGreaterThan(5)
    expect(new Set(guids(readFileSync(join(FOLDER, 'README.md'), 'utf8')))).toEqual(used)
  })

  it('lets the workflow assign the roles of that table, and no others', () => {
    const guids = (path: string): Set<string> => new Set(readFileSync(path, 'utf8').match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g))
    const guide = readFileSync('docs/guides/deploy-to-azure.md', 'utf8')
    expect(guids('docs/guides/deploy-to-azure.md')).toEqual(guids(join(FOLDER, 'README.md')))
    expect(guide).toMatch(/--role "Role Based Access Control Administrator" .*--condition "\(\$ASSIGN\) AND \(\$DELETE\)"$/m)
    const groups = [...guide.matchAll(/--resource-group (copilot-\w+)/g)].map(([, name]) => name)
    expect(groups.filter((name) => !guide.includes(`az group create --name ${name} `))).toEqual([])
  })

  it('lets no secret out, and takes none in', () => {
    const secret = /listKeys|listAdminKeys|sharedKey|connectionString|primaryKey|\.secrets?\b/i
    expect(all.filter(({ kind, text }) => kind === 'output' && secret.test(text)).map(({ name }) => name)).toEqual([])
    const plain = all.filter(({ kind, name, decorators }) => {
      const isSecret = /(password|token|key|connectionstring)$/i.test(name)
      return kind === 'parameter' && isSecret && !decorators.includes('@secure()')
    })
    expect(plain.map(({ path, name }) => `${path}: ${name}`)).toEqual([])
    const keys = all.filter(({ kind, text }) => kind === 'resource' && /Microsoft\.(Search|CognitiveServices|Storage)\/\w+@/.test(text))
    const open = keys.filter(({ text }) => !/existing|disableLocalAuth: true|allowSharedKeyAccess: false/.test(text))
    expect(open.map(({ name }) => name)).toEqual([])
  })

  it('names everything in small letters, and refuses a search without a private endpoint where there must be one', () => {
    const named = declared('deploy/bicep/main.bicep', 'variable').concat(declared('deploy/bicep/main.bicep', 'module'))
    expect(named.filter(({ uses }) => uses.includes('namePrefix')).map(({ text }) => text)).toEqual(['var prefix = toLower(namePrefix)'])
    const search = declared('deploy/bicep/main.bicep', 'module').find(({ name }) => name === 'search')
    expect(search?.text).toMatch(/sku: privateNetworking && searchSku == 'free' \? fail\('[^']+'\) : searchSku\n/)
  })

  it('gives no container of a job a token that reads the secrets of the others', () => {
    const job = declared('deploy/bicep/modules/job.bicep', 'resource').find(({ target }) => target.startsWith('Microsoft.App/jobs@'))
    expect(job?.text).toMatch(/identitySettings: \[\s*\{\s*identity: identityId\s*lifecycle: 'None'\s*\}\s*\]/)
    expect(job?.text).not.toContain('AZURE_CLIENT_ID')
  })

  it('tags everything that has tags', () => {
    const tagless = /roleAssignments|blobServices|containers@|deployments@|privateDnsZoneGroups|\/A@/
    const bare = all.filter(({ kind, target, text }) => kind === 'resource' && !tagless.test(target) && !/existing|tags: tags/.test(text))
    expect(bare.map(({ path, name }) => `${path}: ${name}`)).toEqual([])
  })

  it('sets variables and runs commands that aks-copilot has', () => {
    const known = new Set([...SETTINGS.map(({ key }) => variableOf(key)), ...SECRET_VARIABLES])
    const text = FILES.map((path) => readFileSync(path, 'utf8')).join('\n')
    const variables = [...text.matchAll(/AKS_COPILOT_[A-Z_]+/g)].map((match) => match[0])
    expect(variables.filter((name) => !known.has(name))).toEqual([])
    const program = describeProgram()
    const lines = [...text.matchAll(/^\s*(?:args|arguments): \[('(?!clone).*)\]$/gm)].map((match) => (match[1] ?? '').split(', '))
    expect(lines.length).toBeGreaterThan(3)
    for (const line of lines) {
      const [verb = '', ...words] = line.map((word) => word.replaceAll("'", ''))
      const command = program.commands.find((one) => one.name() === verb)
      const flags = command?.options.flatMap(({ long, short }) => [long, short])
      expect(words.filter((word) => word.startsWith('--') && flags?.includes(word) !== true)).toEqual([])
    }
  })

  it.each(parameterFiles)('%s gives the parameters that main.bicep has, and all that it needs', (_, { declarations }) => {
    const parameters = declared('deploy/bicep/main.bicep', 'parameter')
    const given = declarations.map(({ name }) => name)
    expect(given.filter((name) => !parameters.some((parameter) => parameter.name === name))).toEqual([])
    const needed = parameters.filter(({ hasDefault, type }) => !hasDefault && !type.endsWith('?'))
    expect(needed.map(({ name }) => name).filter((name) => !given.includes(name))).toEqual([])
  })
})

/** What a parameters file reads from outside is what the workflow sets, in the plan and in the deployment. */
it.each(FILES.filter((path) => path.endsWith('.bicepparam')))('%s reads variables that the guide and the workflow set', (path) => {
  const read = [...readFileSync(path, 'utf8').matchAll(/readEnvironmentVariable\('(\w+)'/g)].map(([, name = '']) => name)
  expect(read).toContain('OPERATOR_PRINCIPAL_TYPE')
  const guide = readFileSync('docs/guides/deploy-to-azure.md', 'utf8')
  expect(read.filter((name) => !new RegExp(`^(?:export )?(?:\\w+=\\S+ )*${name}=`, 'm').test(guide))).toEqual([])
  const jobs = readFileSync('.github/workflows/deploy.yml', 'utf8')
    .split(/^ {2}(?=what-if:|deploy:)/m)
    .slice(1)
  const missing = jobs.flatMap((job) => read.filter((name) => name !== 'DEPLOY_WORKLOADS' && !job.includes(` ${name}: `)))
  expect(missing).toEqual([])
})

function parameterProblems({ name, parameters }: Declaration, target: string): string[] {
  const known = declared(target, 'parameter')
  if (known.length === 0) return [`${name}: there is no ${target}, or it has no parameters`]
  const given = parameters ?? []
  const needed = known.filter(({ hasDefault, type }) => !hasDefault && !type.endsWith('?'))
  return [
    ...given.filter((key) => !known.some((one) => one.name === key)).map((key) => `${name}: ${target} has no parameter ${key}`),
    ...needed.filter((one) => !given.includes(one.name)).map((one) => `${name}: ${target} needs ${one.name}`),
  ]
}
