import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { CopilotError } from '@aks-copilot/contracts'
import { isMap, nearestWord } from '@aks-copilot/kubernetes'
import { readYaml } from '@aks-copilot/manifests'
import { type Setting, SETTINGS, variableOf } from './settings.ts'
import type { Terminal } from './terminal.ts'

export const CONFIGURATION_FILE = 'aks-copilot.yaml'

export interface SettingValue {
  readonly value: unknown
  /** Where it was said: `flag --target`, `environment AKS_COPILOT_…`, the file, or `default`. */
  readonly origin: string
}

/** Every setting with its value and where it comes from. */
export class Configuration {
  readonly values: ReadonlyMap<string, SettingValue>
  /** The file that was read, if any. */
  readonly file: string | undefined

  constructor(values: ReadonlyMap<string, SettingValue>, file: string | undefined) {
    this.values = values
    this.file = file
  }

  text(key: string): string | undefined {
    const value = this.values.get(key)?.value
    return typeof value === 'string' ? value : undefined
  }

  list(key: string): readonly string[] {
    const value = this.values.get(key)?.value
    return Array.isArray(value) ? value.map(String) : []
  }
}

/** Reads flags, environment and file into one configuration; a wrong value is a validation error that names where it stands. */
export async function readConfiguration(flags: Readonly<Record<string, unknown>>, terminal: Terminal): Promise<Configuration> {
  const file = findFile(typeof flags['config'] === 'string' ? flags['config'] : undefined, terminal.cwd)
  const fromFile = file === undefined ? new Map<string, unknown>() : flatten(await readFile(file, 'utf8'), file)
  const values = new Map<string, SettingValue>()
  for (const setting of SETTINGS) values.set(setting.key, resolveSetting(setting, flags, terminal.environment, fromFile, file))
  return new Configuration(values, file)
}

function findFile(named: string | undefined, cwd: string): string | undefined {
  if (named !== undefined) {
    const path = resolve(cwd, named)
    if (!existsSync(path)) throw invalid(`The configuration file ${named} does not exist.`, 'Name an existing file, or leave --config out.')
    return path
  }
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, CONFIGURATION_FILE)
    if (existsSync(path)) return path
    if (dirname(folder) === folder) return undefined
  }
}

function flatten(text: string, file: string): Map<string, unknown> {
  const result = readYaml(text)
  if (!result.ok) throw invalid(`The configuration ${file} is not valid YAML: ${result.problem.reason}.`, 'Mend the file.')
  const values = new Map<string, unknown>()
  if (result.value === null) return values
  const sections = new Set(SETTINGS.map(({ key }) => key.split('.')[0] ?? ''))
  for (const [section, keys] of Object.entries(asMap(result.value, file, 'the file'))) {
    if (!sections.has(section)) throw unknownKey(section, sections, file)
    for (const [key, value] of Object.entries(asMap(keys, file, `\`${section}\``))) {
      const known = SETTINGS.filter((setting) => setting.key.startsWith(`${section}.`)).map((setting) => setting.key)
      if (!known.some((name) => name === `${section}.${key}`)) throw unknownKey(`${section}.${key}`, known, file)
      values.set(`${section}.${key}`, value)
    }
  }
  return values
}

function asMap(value: unknown, file: string, what: string): Readonly<Record<string, unknown>> {
  if (isMap(value)) return value
  throw invalid(`In the configuration ${file}, ${what} must be a map of keys.`, 'Compare it with docs/guides/configuration.md.')
}

function unknownKey(key: string, known: Iterable<string>, file: string): CopilotError {
  const near = nearestWord(key, known)
  return invalid(`The configuration ${file} has the unknown key \`${key}\`.`, near === undefined ? 'Remove it.' : `Did you mean \`${near}\`?`)
}

function resolveSetting(setting: Setting, flags: Readonly<Record<string, unknown>>, environment: Terminal['environment'], file: ReadonlyMap<string, unknown>, path: string | undefined): SettingValue {
  const flag = flags[setting.flag]
  const variable = variableOf(setting.key)
  const fromEnvironment = environment[variable]
  if (flag !== undefined) return checked(setting, flag, `flag --${setting.flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
  if (fromEnvironment !== undefined && fromEnvironment !== '') return checked(setting, setting.type === 'list' ? fromEnvironment.split(',').map((word) => word.trim()) : fromEnvironment, `environment ${variable}`)
  if (file.has(setting.key)) return checked(setting, file.get(setting.key), `${path} (${setting.key})`)
  return { value: setting.default, origin: 'default' }
}

function checked(setting: Setting, value: unknown, origin: string): SettingValue {
  const text = typeof value === 'number' ? String(value) : value
  const wrong = (what: string): CopilotError => invalid(`${origin}: ${JSON.stringify(value)} is not ${what}.`, setting.description)
  if (setting.type === 'list') {
    if (!Array.isArray(text) || text.some((word) => typeof word !== 'string')) throw wrong('a list of words')
    return { value: text, origin }
  }
  if (typeof text !== 'string') throw wrong('a text')
  if (setting.choices !== undefined && !setting.choices.includes(text)) {
    const near = nearestWord(text, setting.choices)
    throw wrong(`one of ${setting.choices.join(', ')}${near === undefined ? '' : `; did you mean ${near}`}`)
  }
  return { value: text, origin }
}

function invalid(message: string, remedy: string): CopilotError {
  return new CopilotError({ code: 'CONFIGURATION_INVALID', category: 'validation', message, remedy })
}
