/** Writes the schema of the chart's values, and their table in its README from the sentences above them in values.yaml. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { readYaml } from '../packages/manifests/src/source/yaml.ts'
import { chartValuesSchema } from './chart-values.ts'
import { withBlock, writeGenerated } from './generated-file.ts'

const CHART = new URL('../deploy/helm/aks-copilot/', import.meta.url)

interface Row {
  readonly key: string
  readonly description: string
  readonly value: unknown
}

const text = readFileSync(new URL('values.yaml', CHART), 'utf8')
const yaml = readYaml(text)
if (!yaml.ok) throw new Error(`values.yaml: ${yaml.problem.reason}`)
chartValuesSchema.parse(yaml.value)

/** The keys with a sentence above them, in the order of the file. Throws where a value has none. */
function rowsOf(lines: readonly string[], values: unknown): Row[] {
  const rows: Row[] = []
  const parents: string[] = []
  let sentence: string[] = []
  for (const line of lines) {
    const [, blanks = '', said, key] = /^( *)(?:# ?(.*)|([\w-]+):.*)$/.exec(line) ?? []
    if (said !== undefined) sentence.push(said)
    else if (key === undefined) sentence = []
    else {
      parents.splice(blanks.length / 2, Infinity, key)
      if (sentence.length > 0) rows.push({ key: parents.join('.'), description: sentence.join(' '), value: valueAt(values, parents) })
      sentence = []
    }
  }
  const told = new Set(rows.map(({ key }) => key))
  const untold = leavesOf(values).filter((path) => path.every((_, index) => !told.has(path.slice(0, index + 1).join('.'))))
  if (untold.length > 0) throw new Error(`values.yaml: no sentence above ${untold.map((path) => path.join('.')).join(', ')}`)
  return rows
}

function valueAt(value: unknown, [first, ...rest]: readonly string[]): unknown {
  return first === undefined ? value : valueAt((value as Readonly<Record<string, unknown>>)[first], rest)
}

function leavesOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Object.keys(value).length === 0) return [[...path]]
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
}

const cell = (value: string): string => value.replaceAll('|', String.raw`\|`)
const table = [
  '| value | default | what it is |',
  '|---|---|---|',
  ...rowsOf(text.split('\n'), yaml.value).map(
    ({ key, description, value }) => `| \`${key}\` | ${value === '' ? '' : `\`${cell(JSON.stringify(value))}\``} | ${cell(description)} |`,
  ),
].join('\n')

const schema = z.toJSONSchema(chartValuesSchema, { target: 'draft-7' })
writeGenerated(new URL('values.schema.json', CHART), `${JSON.stringify(schema, null, 2)}\n`)
const page = new URL('README.md', CHART)
writeGenerated(page, withBlock(readFileSync(page, 'utf8'), 'values', table))
