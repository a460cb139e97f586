import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadSchemas } from '@aks-copilot/kubernetes'
import {
  type Bundle,
  detectSource,
  type FixOptions,
  readBundle,
  readYaml,
  RULES,
  SOURCE_PROFILES,
  type SourceFile,
  type SourceProfile,
  TARGET_PROFILES,
} from '@aks-copilot/manifests'
import { readTargetProfile } from '@aks-copilot/manifests/profiles'

/** Manifests that belong together, with how to look at them. */
export interface JudgeBundle {
  readonly name: string
  /** Which part of the evaluation: `cases`, `rules`, `examples`, `corpora`. */
  readonly part: string
  readonly bundle: Bundle
  readonly options: FixOptions
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** The cases made for this, the bad example of every rule, the example systems, and folders of the corpora where they are there. */
export async function judgeBundles(parts: readonly string[]): Promise<JudgeBundle[]> {
  const all = [...(await cases()), ...(await ruleExamples()), ...(await examples()), ...(await corpora())]
  return all.filter(({ part }) => parts.includes(part))
}

async function cases(): Promise<JudgeBundle[]> {
  const folder = join(ROOT, 'evals/judge-fixes/cases')
  return Promise.all(
    readdirSync(folder)
      .toSorted()
      .map(async (name) => made('cases', name, [fileAt(folder, join(folder, name))], 'kubernetes', {})),
  )
}

interface RuleOptions {
  readonly source?: string
  readonly target?: Readonly<Record<string, unknown>>
}

async function ruleExamples(): Promise<JudgeBundle[]> {
  const folder = join(ROOT, 'packages/manifests/src/inspect/rules')
  const files = RULES.flatMap(({ id, group }) =>
    readdirSync(join(folder, id, 'examples'))
      .filter((name) => name.endsWith('bad.yaml'))
      .map((name) => ({ id, group, path: join(folder, id, 'examples', name) })),
  )
  return Promise.all(
    files.map(async ({ id, group, path }) => {
      const options = optionsAt(path.replace(/bad\.yaml$/, 'options.yaml'))
      return made('rules', relative(folder, path), [fileAt(join(folder, id), path)], options.source ?? group, options.target ?? {})
    }),
  )
}

function optionsAt(path: string): RuleOptions {
  const parsed = existsSync(path) ? readYaml(readFileSync(path, 'utf8')) : undefined
  return (parsed?.ok === true ? parsed.value : {}) as RuleOptions
}

async function examples(): Promise<JudgeBundle[]> {
  const folder = join(ROOT, 'examples')
  const names = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory())
  return Promise.all(names.map(async (name) => made('examples', name, filesIn(join(folder, name)), undefined, {})))
}

async function corpora(): Promise<JudgeBundle[]> {
  const root = process.env['AKS_COPILOT_CORPORA']
  if (root === undefined) return []
  const bundles: JudgeBundle[] = []
  for (const name of ['kubernetes-examples', 'openshift-library']) {
    // Files that lie in one folder belong together.
    const files = Map.groupBy(filesIn(join(root, name)), ({ path }) => path.replace(/\/[^/]*$/, ''))
    for (const [folder, own] of files) bundles.push(await made('corpora', `${name}/${folder}`, own, undefined, {}))
  }
  return bundles
}

function filesIn(folder: string): SourceFile[] {
  const walk = (path: string): string[] =>
    statSync(path).isDirectory()
      ? readdirSync(path)
          .toSorted()
          .flatMap((name) => walk(join(path, name)))
      : /\.(ya?ml|json)$/.test(path)
        ? [path]
        : []
  return walk(folder).map((path) => fileAt(folder, path))
}

function fileAt(folder: string, path: string): SourceFile {
  return { path: relative(folder, path), text: readFileSync(path, 'utf8'), origin: 'file' }
}

async function made(
  part: string,
  name: string,
  files: readonly SourceFile[],
  source: string | undefined,
  target: Readonly<Record<string, unknown>>,
): Promise<JudgeBundle> {
  const bundle = readBundle(files)
  const profile = readTargetProfile(
    JSON.stringify({ extends: 'aks-standard', ...target }),
    name,
    (base) => TARGET_PROFILES[base] as unknown as Record<string, unknown>,
  )
  const schemas = await loadSchemas(profile.kubernetes)
  const found: SourceProfile | undefined =
    source === undefined ? detectSource(bundle.objects, Object.values(SOURCE_PROFILES)) : SOURCE_PROFILES[source]
  const known = found ?? SOURCE_PROFILES['kubernetes']
  if (known === undefined) throw new Error('no source profile')
  return {
    name,
    part,
    bundle,
    options: { runId: 'judge-fixes', source: known, target: profile, schemas, rules: RULES, allow: [], written: false },
  }
}
