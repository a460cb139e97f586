import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { ERROR_CODES } from '../apps/cli/src/error-codes.ts'
import { DETECTORS } from '../packages/cluster/src/detect/index.ts'
import { gateNameSchema } from '../packages/contracts/src/violation.ts'
import { PROFILE_TEXTS, RULES, SOURCE_PROFILES, TARGET_PROFILES } from '../packages/manifests/src/index.ts'
import { readYaml } from '../packages/manifests/src/source/yaml.ts'
import { describeProgram } from '../scripts/describe-program.ts'
import { runCli } from './run-cli.ts'

const ROOT = new URL('../', import.meta.url)
const inDocs = readdirSync(new URL('docs/', ROOT), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`)
const IN_FOLDERS = [
  'apps/cli/README.md',
  'examples/README.md',
  'deploy/bicep/README.md',
  'deploy/container/README.md',
  'deploy/helm/aks-copilot/README.md',
]
const PAGES = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', ...IN_FOLDERS, ...inDocs].map((path) => ({
  path,
  text: readFileSync(new URL(path, ROOT), 'utf8'),
}))
const PROFILES = [...Object.keys(SOURCE_PROFILES), ...Object.keys(TARGET_PROFILES)]
const GROUPS = [...new Set(RULES.map(({ group }) => group as string))]
const RULE_LIKE = new RegExp(`^(${GROUPS.join('|')})-[a-z0-9-]+$`)

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-')
}

function anchorsOf(url: URL): string[] {
  return [...readFileSync(url, 'utf8').matchAll(/^#+ (.+)$/gm)].map((match) => anchorOf(match[1] ?? ''))
}

const withoutCode = (text: string): string => text.replaceAll(/```[\s\S]*?```/g, '')

describe.each(PAGES)('$path', ({ path, text }) => {
  it('has no dead link', () => {
    const dead = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1] ?? '')
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [file = '', anchor] = link.split('#')
        const url = new URL(file, new URL(path, ROOT))
        return !existsSync(url) || (anchor !== undefined && !anchorsOf(file === '' ? new URL(path, ROOT) : url).includes(anchor))
      })
    expect(dead).toEqual([])
  })

  it('names only rules and detectors that exist', () => {
    const words = [...withoutCode(text).matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '').filter((word) => RULE_LIKE.test(word))
    const known = new Set([
      ...[...RULES, ...DETECTORS].map(({ id }) => id),
      ...PROFILES,
      ...gateNameSchema.options,
      'aks-copilot',
      'aks-copilot-ignore',
    ])
    // aks-copilot-… are names of its own: Secrets, releases, files.
    expect(words.filter((word) => !known.has(word) && !word.startsWith('aks-copilot-'))).toEqual([])
  })

  it('calls commands as they are', () => {
    expect(commandsOf(text).flatMap(problemsOf)).toEqual([])
  })
})

it('finds the commands of the documentation', () => {
  expect(PAGES.flatMap(({ text }) => commandsOf(text)).length).toBeGreaterThan(50)
  expect(
    [
      'chekc k8s/',
      'check k8s/ --taget x',
      'check . --only k3s-local-pth',
      'explain k3s-nothing',
      'check . -x',
      'check . --format xml',
    ].flatMap(problemsOf),
  ).toHaveLength(6)
})

/** Programs that take `aks-copilot` as the name of a release, a deployment or a Secret. */
const OTHERS = /^\s*(?:\w+=\$\()?(?:az|cosign|curl|docker|gh|helm|kubectl|sudo)\s/

/** Every `aks-copilot …` of a page: in code blocks, in backticks, and after `npm start --`. */
function commandsOf(text: string): string[] {
  const fences = [...text.matchAll(/```(sh|console|yaml)\n([\s\S]*?)```/g)].flatMap(([, language, block = '']) =>
    block
      .replaceAll(/\\\n\s*/g, '')
      .split('\n')
      .filter((line) => !OTHERS.test(line) && (language !== 'console' || line.startsWith('$ '))),
  )
  const inFences = fences.map(
    (line) => /(?:^|[\s|(]|\$ )(?:aks-copilot|npm start --) ([a-z-].*)$/.exec(line.replace(/^(#|\s+#).*$/, ''))?.[1],
  )
  const inline = [...withoutCode(text).matchAll(/`aks-copilot ([^`]+)`/g)].map((match) => match[1])
  return [...inFences, ...inline]
    .filter((command) => command !== undefined)
    .map((command) => command.replace(/\s+(#|>|\||&&).*$/, '').trim())
}

const program = describeProgram()

function problemsOf(line: string): string[] {
  const [verb = '', ...words] = line.split(/\s+/)
  if (verb.startsWith('-')) return ['--version', '--help'].includes(verb) ? [] : [`${line}: unknown flag ${verb}`]
  const command = program.commands.find((one) => one.name() === verb)
  if (command === undefined) return verb === 'COMMAND' ? [] : [`${line}: unknown command`]
  const flags = new Set([...command.options.flatMap(({ long, short }) => [long, short]), '--help'])
  const given = words.filter((word) => /^-[a-z-]/i.test(word)).map((word) => word.replace(/=.*$/, ''))
  const problems = given.filter((word) => !flags.has(word)).map((word) => `${line}: unknown flag ${word}`)
  return [...problems, ...choiceProblems(line, command.options, words), ...argumentProblems(line, verb, words)]
}

/** A flag that knows its values has one of them; a word in capitals stands for one. */
function choiceProblems(line: string, options: (typeof program.commands)[number]['options'], words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    const choices = options.find(({ long, short }) => word === long || word === short)?.argChoices
    const value = words[index + 1] ?? ''
    return choices === undefined || choices.includes(value) || /^[A-Z]+$/.test(value) ? [] : [`${line}: ${word} is not ${value}`]
  })
}

function argumentProblems(line: string, verb: string, words: readonly string[]): string[] {
  const wrong = words.flatMap((word, index) => {
    const listed = ['--only', '--skip', '--allow'].includes(words[index - 1] ?? '')
    if (listed) return word.split(',').filter((rule) => rule !== 'RULE' && !isRule(rule))
    const explained = verb === 'explain' && !word.startsWith('--') && !['RULE', 'DETECTOR', 'CODE'].includes(word)
    const known = isRule(word) || DETECTORS.some(({ id }) => id === word) || ERROR_CODES[word] !== undefined
    return explained && !known ? [word] : []
  })
  return wrong.map((word) => `${line}: unknown rule ${word}`)
}

function isRule(word: string): boolean {
  return word === 'all' || GROUPS.includes(word) || RULES.some(({ id }) => id === word)
}

describe('JSON Schemas of docs/reference', () => {
  const ajv = new Ajv2020({ strict: false })
  const problems = (name: string, value: unknown): unknown => {
    const validate = ajv.compile(JSON.parse(readFileSync(new URL(`docs/reference/${name}.schema.json`, ROOT), 'utf8')) as object)
    return validate(value) ? [] : validate.errors
  }
  const yaml = (text: string): unknown => {
    const result = readYaml(text)
    return result.ok ? result.value : result.problem
  }

  it('accepts what diagnose prints', async () => {
    const { stdout } = await runCli(['replay', 'evals/recordings/cascade-of-three.json', '--format', 'json'])
    expect(problems('diagnosis', JSON.parse(stdout))).toEqual([])
  })

  it('accepts what check and fix print', async () => {
    for (const command of ['check', 'fix']) {
      const { stdout } = await runCli([command, 'examples/shop', '--format', 'json', '--fail-on', 'never'])
      expect(problems('check-report', JSON.parse(stdout))).toEqual([])
    }
  })

  it.each(Object.keys(PROFILE_TEXTS))('accepts the built-in profile %s', (name) => {
    expect(problems(name in SOURCE_PROFILES ? 'source-profile' : 'target-profile', yaml(PROFILE_TEXTS[name] ?? ''))).toEqual([])
  })

  it('accepts the profile and the configuration of the guides, and nothing misspelled', () => {
    expect(problems('target-profile', yaml(readFileSync(new URL('docs/guides/shop-aks.yaml', ROOT), 'utf8')))).toEqual([])
    const configuration = /```yaml\n([\s\S]*?)```/.exec(readFileSync(new URL('docs/guides/configuration.md', ROOT), 'utf8'))?.[1] ?? ''
    expect(problems('aks-copilot', yaml(configuration))).toEqual([])
    expect(problems('aks-copilot', { check: { targett: 'x' } })).not.toEqual([])
    expect(problems('target-profile', { extends: 'aks-standard', safegards: 'off' })).not.toEqual([])
  })
})
