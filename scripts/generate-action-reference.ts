/** Writes the inputs and outputs of the GitHub Action into its README and its guide, from action.yml; checks that its parts fit together. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { readYaml } from '../packages/manifests/src/source/yaml.ts'
import { withBlock, writeGenerated } from './generated-file.ts'

const ROOT = new URL('../', import.meta.url)
const part = z.object({ description: z.string(), default: z.unknown().optional() })
const actionSchema = z.object({
  inputs: z.record(z.string(), part),
  outputs: z.record(z.string(), part),
  runs: z.object({ steps: z.array(z.object({ env: z.record(z.string(), z.string()), run: z.string() })) }),
})

const yaml = readYaml(readFileSync(new URL('action.yml', ROOT), 'utf8'))
if (!yaml.ok) throw new Error(`action.yml: ${yaml.problem.reason}`)
const { inputs, outputs, runs } = actionSchema.parse(yaml.value)
const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(new URL('apps/action/package.json', ROOT), 'utf8')))

const problems = [
  ...(inputs['version']?.default === version
    ? []
    : [`the default of the input version is not ${version}, that of apps/action/package.json`]),
  ...Object.keys(inputs).flatMap((name) => {
    const variable = `INPUT_${name.toUpperCase().replaceAll('-', '_')}`
    return runs.steps.every(({ env }) => env[variable] === `\${{ inputs.${name} }}`) ? [] : [`the step does not get ${variable}`]
  }),
  ...(runs.steps.some(({ run }) => run.includes('${{')) ? ['a script holds an expression'] : []),
]
for (const problem of problems) console.error(`action.yml: ${problem}.`)
if (problems.length > 0) process.exitCode = 1

const cell = (value: unknown): string => String(value).replaceAll('|', String.raw`\|`)
const shown = (value: unknown): string => (value === undefined || value === '' ? '' : `\`${cell(value)}\``)
const table = [
  '| input | default | what it does |',
  '|---|---|---|',
  ...Object.entries(inputs).map(([name, { description, default: value }]) => `| \`${name}\` | ${shown(value)} | ${cell(description)} |`),
  '',
  '| output | what it is |',
  '|---|---|',
  ...Object.entries(outputs).map(([name, { description }]) => `| \`${name}\` | ${cell(description)} |`),
].join('\n')

for (const path of ['apps/action/README.md', 'docs/guides/github-action.md']) {
  const page = new URL(path, ROOT)
  writeGenerated(page, withBlock(readFileSync(page, 'utf8'), 'inputs', table))
}
