import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { z } from 'zod'

const caseSchema = z.strictObject({
  description: z.string(),
  /** kubectl, one call each, before the release. */
  before: z.array(z.string()).default([]),
  /** What the release changes of Deployment web, as a strategic merge patch; absent where `recording` names one of `evals/recordings`. */
  release: z.string().optional(),
  recording: z.string().optional(),
  after: z.array(z.string()).default([]),
  /** How the texts of the changes begin that would mend it; none of those that are offered would where it is empty. */
  right: z.array(z.string()),
})

export interface Case extends z.infer<typeof caseSchema> {
  readonly name: string
}

const CASES = join(import.meta.dirname, 'cases')

/** All cases in order of name, or those named. */
export function readCases(names: readonly string[] = []): Case[] {
  const all = readdirSync(CASES)
    .map((file) => file.replace(/\.yaml$/, ''))
    .toSorted()
  const unknown = names.find((name) => !all.includes(name))
  if (unknown !== undefined) throw new Error(`There is no case ${unknown}.`)
  return all.filter((name) => names.length === 0 || names.includes(name)).map(readCase)
}

function readCase(name: string): Case {
  const parsed = caseSchema.safeParse(load(readFileSync(join(CASES, `${name}.yaml`), 'utf8')))
  if (!parsed.success) throw new Error(`${name}.yaml: ${z.prettifyError(parsed.error)}`)
  return { ...parsed.data, name }
}
