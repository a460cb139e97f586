import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { CopilotError } from '@aks-copilot/contracts'
import { isMap, meantWord } from '@aks-copilot/kubernetes'
import { readYaml } from '@aks-copilot/manifests'
import { FileFault, lineAt, lineOf } from './configuration-fault.ts'
import { SETTINGS } from './settings.ts'

const CONFIGURATION_FILE = 'aks-copilot.yaml'

export interface ConfigurationFile {
  readonly path: string
  readonly text: string
  /** Whether somebody named it; else it was only found. */
  readonly named: boolean
  /** By the key of the setting. */
  readonly values: ReadonlyMap<string, unknown>
}

/** Reads the named file, or the nearest aks-copilot.yaml from the working folder upward; undefined where there is none. */
export async function readConfigurationFile(named: string | undefined, cwd: string): Promise<ConfigurationFile | undefined> {
  const path = named === undefined ? findUpward(cwd) : resolve(cwd, named)
  if (path === undefined) return undefined
  if (!existsSync(path))
    throw invalid(`The configuration file ${named ?? path} does not exist.`, 'Name an existing file, or leave --config out.')
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw invalid(`The configuration file ${path} can't be read.`, 'Name a file that you may read, or leave --config out.', cause)
  })
  const values = await inFile({ path, text }, () => flatten(text))
  return { path, text, named: named !== undefined, values }
}

/** Does something with a file; what is wrong in it is told with its line. Throws CONFIGURATION_INVALID. */
export async function inFile<Result>({ path, text }: Pick<ConfigurationFile, 'path' | 'text'>, work: () => Result): Promise<Result> {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof FileFault)) throw error
    const line = error.line ?? (await lineOf(text, error.keys))
    throw invalid(error.tell(line === undefined ? path : `${path}:${line}`), error.remedy)
  }
}

function findUpward(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, CONFIGURATION_FILE)
    if (existsSync(path)) return path
    if (dirname(folder) === folder) return undefined
  }
}

function flatten(text: string): Map<string, unknown> {
  const result = readYaml(text)
  if (!result.ok) {
    const { reason, offset, refused } = result.problem
    const line = refused === true ? undefined : lineAt(text, offset)
    throw new FileFault([], (place) => `The configuration ${place} is not valid YAML: ${reason}.`, 'Mend the file.', line)
  }
  const values = new Map<string, unknown>()
  if (result.value === null || result.value === undefined) return values
  const sections = [...new Set(SETTINGS.map(({ key }) => key.split('.')[0] ?? ''))]
  for (const [section, keys] of Object.entries(asMap(result.value, [], 'the file'))) {
    if (!sections.includes(section)) throw unknownSection(section, sections)
    if (keys === null) continue
    const known = SETTINGS.map(({ key }) => key as string).filter((key) => key.startsWith(`${section}.`))
    for (const [name, value] of Object.entries(asMap(keys, [section], `\`${section}\``))) {
      const key = `${section}.${name}`
      if (!known.includes(key)) throw unknownKey([section, name], known)
      values.set(key, value)
    }
  }
  return values
}

function asMap(value: unknown, keys: readonly string[], what: string): Readonly<Record<string, unknown>> {
  if (isMap(value)) return value
  const tell = (place: string): string => `In the configuration ${place}, ${what} must be a map of keys.`
  throw new FileFault(keys, tell, 'For example: check: { target: aks-automatic }')
}

/** Most often somebody wrote a key without the section that it belongs to. */
function unknownSection(section: string, sections: readonly string[]): FileFault {
  const inner = new Map(SETTINGS.map(({ key }) => [key.split('.')[1] ?? '', key]))
  const name = inner.has(section) ? section : meantWord(section, [...sections, ...inner.keys()])
  const key = inner.get(name ?? '')
  if (key === undefined || sections.includes(name ?? '')) return unknownKey([section], sections)
  const [of, own] = key.split('.')
  return unknown([section], `Did you mean \`${of}: { ${own}: … }\`?`)
}

function unknownKey(keys: readonly string[], known: readonly string[]): FileFault {
  const near = meantWord(keys.join('.'), known)
  return unknown(keys, near === undefined ? `Known: ${known.join(', ')}.` : `Did you mean \`${near}\`?`)
}

function unknown(keys: readonly string[], remedy: string): FileFault {
  return new FileFault(keys, (place) => `The configuration ${place} has the unknown key \`${keys.join('.')}\`.`, remedy)
}

/** A wrong value or key, wherever it was said. */
export function invalid(message: string, remedy: string, cause?: unknown): CopilotError {
  return new CopilotError({ code: 'CONFIGURATION_INVALID', category: 'validation', message, remedy, cause })
}
