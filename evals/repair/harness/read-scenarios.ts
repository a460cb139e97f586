import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { load } from 'js-yaml'
import { z } from 'zod'

const ROOT = join(import.meta.dirname, '..', 'scenarios')

const schema = z.strictObject({
  title: z.string(),
  /** Folder of the repository that the Application deploys. */
  path: z.string().default('app'),
  mode: z.enum(['commit', 'propose', 'report']).default('commit'),
  /** How pull requests are merged, a moment after they were opened. */
  merge: z.enum(['merge', 'squash']).optional(),
  sync: z.enum(['automated', 'manual']).default('automated'),
  /** kubectl, in the namespace, before the push. */
  break: z.string().optional(),
  /** The loop begins right after the push, before anything could break. */
  early: z.boolean().default(false),
  /** Minutes for which a sync window of the project allows no sync, from the push on. */
  closed: z.number().int().optional(),
  expect: z.enum(['healthy', 'handed-over', 'healed-by-itself']),
  /** Every line that differs between what was pushed and what the branch holds at the end; nothing where it is left out. */
  diff: z.record(z.string(), z.array(z.string())).default({}),
  /** What the issue of a hand-over must tell people. */
  says: z.string().optional(),
})

export type Scenario = z.infer<typeof schema> & {
  readonly name: string
  /** Files of the repository when all is well. */
  readonly good: Readonly<Record<string, string>>
  /** What the push changes of them. */
  readonly broken: Readonly<Record<string, string>>
  /** Manifests that are in the namespace before anything is deployed. */
  readonly setup: readonly string[]
}

/** The scenarios of these names, or all. Throws an Error where one cannot be read, or is not there. */
export function readScenarios(names: readonly string[]): Scenario[] {
  const all = readdirSync(ROOT).toSorted()
  const unknown = names.find((name) => !all.includes(name))
  if (unknown !== undefined) throw new Error(`There is no scenario ${unknown}; there are ${all.join(', ')}.`)
  return (names.length === 0 ? all : names).map((name) => {
    const folder = join(ROOT, name)
    return {
      ...schema.parse(load(readFileSync(join(folder, 'scenario.yaml'), 'utf8'))),
      name,
      good: filesIn(join(folder, 'good')),
      broken: filesIn(join(folder, 'broken')),
      setup: Object.values(filesIn(join(folder, 'setup'))),
    }
  })
}

export function usesKustomize({ good }: Scenario): boolean {
  return Object.keys(good).some((file) => file.endsWith('kustomization.yaml'))
}

function filesIn(folder: string): Record<string, string> {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return {}
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    files.map((entry) => [relative(folder, join(entry.parentPath, entry.name)), readFileSync(join(entry.parentPath, entry.name), 'utf8')]),
  )
}
