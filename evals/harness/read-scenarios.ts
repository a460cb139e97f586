import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { z } from 'zod'

const claimSchema = z.strictObject({ detector: z.array(z.string()).min(1), object: z.string() })
/** One of these detectors (`*` stands for anything) says it of this object, `Kind name`. */
export type Claim = z.infer<typeof claimSchema>

const stepSchema = z.strictObject({ apply: z.string().optional(), kubectl: z.string().optional(), until: z.array(z.string()).optional() })

const texts = z.array(z.string()).default([])

const scenarioSchema = z
  .strictObject({
    description: z.string(),
    group: z.string(),
    /** Seconds from the start until the cluster must have come to the state that is judged. */
    deadline: z.number().default(240),
    /** Default: `setup.yaml` is applied. */
    steps: z.array(stepSchema).default([{ apply: 'setup.yaml' }]),
    until: texts,
    /** Seconds that the state is taken to have stood as it is when somebody looks. Default: a minute, where something is broken. */
    stands: z.number().optional(),
    /** kubectl commands that let the namespace go, where a finalizer holds it. */
    cleanup: texts,
    healthy: z.boolean().default(false),
    /** Any of these is right. */
    cause: z.array(claimSchema).default([]),
    /** Causes of further incidents that must be told. */
    also: z.array(claimSchema).default([]),
    /** Causes of further incidents that may be told; every other one is a symptom taken for a cause. */
    besides: z.array(claimSchema).default([]),
    suspect: z.strictObject({ object: z.string(), path: z.string() }).optional(),
    mentions: texts,
    never: z.strictObject({ detectors: texts, objects: texts, words: texts }).default({ detectors: [], objects: [], words: [] }),
  })
  .refine(({ healthy, cause }) => healthy === (cause.length === 0), 'either healthy or with a cause')

export interface Scenario extends z.infer<typeof scenarioSchema> {
  readonly name: string
  readonly stands: number
  readonly folder: string
  /** The state is written down in `state.yaml`, for one node can't show it; it never runs on a cluster. */
  readonly written: boolean
}

/** Nobody looks in the first seconds, and what is broken for seconds may be on its way. */
const USUALLY = 60
const SCENARIOS = join(import.meta.dirname, '..', 'scenarios')

/** All scenarios in order of name, or those named. Throws an Error that names what is wrong with a file, or the unknown name. */
export function readScenarios(names: readonly string[] = []): Scenario[] {
  const all = readdirSync(SCENARIOS).toSorted()
  const unknown = names.find((name) => !all.includes(name))
  if (unknown !== undefined) throw new Error(`There is no scenario ${unknown}.`)
  return (names.length === 0 ? all : all.filter((name) => names.includes(name))).map(readScenario)
}

function readScenario(name: string): Scenario {
  const folder = join(SCENARIOS, name)
  const parsed = scenarioSchema.safeParse(load(readFileSync(join(folder, 'scenario.yaml'), 'utf8')))
  if (!parsed.success) throw new Error(`${name}/scenario.yaml: ${z.prettifyError(parsed.error)}`)
  const written = existsSync(join(folder, 'state.yaml'))
  const stands = parsed.data.stands ?? (parsed.data.healthy || written ? 0 : USUALLY)
  return { ...parsed.data, name, folder, written, stands }
}

/** Where something changes, a watcher saw it happen, and who reads the cluster once sees what it remembers: both are judged. */
export function isWatched({ steps, written }: Scenario): boolean {
  return steps.length > 1 && !written
}

/** Puts the names of this run into a text of a scenario. */
export function withNames(text: string, namespace: string): string {
  return text.replaceAll('${NAMESPACE}', namespace)
}
