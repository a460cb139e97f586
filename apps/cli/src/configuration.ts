import { dirname, resolve } from 'node:path'
import type { CopilotError } from '@aks-copilot/contracts'
import { meantWord } from '@aks-copilot/kubernetes'
import { type ConfigurationFile, invalid, readConfigurationFile } from './configuration-file.ts'
import { SECRET_VARIABLES, type Setting, SETTINGS, variableOf } from './settings.ts'
import type { Terminal } from './terminal.ts'
import { untrustedSetting } from './untrusted-setting.ts'

export interface SettingValue {
  readonly value: unknown
  /** Where it was said: `flag --target`, `environment AKS_COPILOT_…`, the file, or `default`. */
  readonly origin: string
  /** The folder that relative paths in the value start from. */
  readonly folder: string
  /** Why it does not count; whoever asks for it learns that. */
  readonly refused?: CopilotError
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

  /** Throws CONFIGURATION_UNTRUSTED, as all that read a value do. */
  text(key: string): string | undefined {
    const value = this.#valueOf(key)
    return typeof value === 'string' ? value : undefined
  }

  list(key: string): readonly string[] {
    const value = this.#valueOf(key)
    return Array.isArray(value) ? value.map(String) : []
  }

  /** The absolute path that a setting names: one in aks-copilot.yaml is relative to that file, any other to the working folder. */
  path(key: string): string | undefined {
    const text = this.text(key)
    return text === undefined ? undefined : resolve(this.folder(key), text)
  }

  /** The folder that relative paths in a setting start from. */
  folder(key: string): string {
    return this.values.get(key)?.folder ?? '.'
  }

  /** The same with another value, as somebody chose it later. */
  with(key: string, value: string): Configuration {
    return new Configuration(new Map([...this.values, [key, { value, origin: 'chosen', folder: '.' }]]), this.file)
  }

  /** What does not count of it, and why. */
  get refused(): readonly CopilotError[] {
    return [...this.values.values()].flatMap(({ refused }) => refused ?? [])
  }

  /** The same, with the defaults in place of what does not count. */
  trusted(): Configuration {
    const standard = new Map(SETTINGS.map((setting) => [setting.key as string, setting.default]))
    const values = [...this.values].map(([key, value]): [string, SettingValue] =>
      value.refused === undefined ? [key, value] : [key, { value: standard.get(key), origin: 'default', folder: value.folder }],
    )
    return new Configuration(new Map(values), this.file)
  }

  #valueOf(key: string): unknown {
    const said = this.values.get(key)
    if (said?.refused !== undefined) throw said.refused
    return said?.value
  }

  /** Whether a person said something about it, in whatever place. */
  isSet(key: string): boolean {
    return this.values.get(key)?.origin !== 'default'
  }
}

type Flags = Readonly<Record<string, unknown>>

/** Reads flags, environment and file into one configuration; a wrong value is a validation error that names where it stands. */
export async function readConfiguration(flags: Flags, { cwd, environment }: Terminal): Promise<Configuration> {
  requireKnownVariables(environment)
  const { config } = flags
  const named = typeof config === 'string' ? config : environment['AKS_COPILOT_CONFIG']?.trim()
  const file = await readConfigurationFile(named === '' ? undefined : named, cwd)
  const values = new Map(SETTINGS.map((setting) => [setting.key as string, resolveSetting(setting, flags, environment, file, cwd)]))
  return new Configuration(values, file?.path)
}

/** A variable with a typing error would be passed over in silence. */
function requireKnownVariables(environment: Terminal['environment']): void {
  const known = [...SETTINGS.map(({ key }) => variableOf(key)), ...SECRET_VARIABLES]
  const sections = [...new Set(known.map((name) => name.split('_').slice(0, 3).join('_')))]
  for (const name of Object.keys(environment)) {
    if (known.includes(name) || !sections.some((section) => name.startsWith(`${section}_`))) continue
    const near = meantWord(name, known)
    throw invalid(
      `The environment variable ${name} is unknown.`,
      near === undefined ? `Known: ${known.join(', ')}.` : `Did you mean \`${near}\`?`,
    )
  }
}

function resolveSetting(
  setting: Setting,
  flags: Flags,
  environment: Terminal['environment'],
  file: ConfigurationFile | undefined,
  cwd: string,
): SettingValue {
  const flag = flags[setting.flag]
  if (flag !== undefined) return { ...checked(setting, flag, `flag ${flagOf(setting)}`), folder: cwd }
  const variable = variableOf(setting.key)
  const said = environment[variable]
  if (said !== undefined && said !== '')
    return { ...checked(setting, setting.type === 'list' ? said.split(',') : said, `environment ${variable}`), folder: cwd }
  if (file?.values.has(setting.key) === true) {
    const fromFile = checked(setting, file.values.get(setting.key), `${file.path} (${setting.key})`)
    const refused = untrustedSetting(setting, fromFile.value, file)
    return { ...fromFile, folder: dirname(file.path), ...(refused === undefined ? {} : { refused }) }
  }
  return { value: setting.default, origin: 'default', folder: cwd }
}

function flagOf({ flag }: Setting): string {
  return `--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

function checked(setting: Setting, given: unknown, origin: string): Omit<SettingValue, 'folder'> {
  const value = typeof given === 'number' ? String(given) : given
  if (setting.type === 'list') {
    if (!Array.isArray(value) || value.some((word) => typeof word !== 'string'))
      throw invalid(`${origin}: ${JSON.stringify(given)} is not a list of words.`, setting.description)
    return {
      value: (value as string[])
        .flatMap((words) => words.split(','))
        .map((word) => word.trim())
        .filter((word) => word !== ''),
      origin,
    }
  }
  if (typeof value !== 'string') throw invalid(`${origin}: ${JSON.stringify(given)} is not a text.`, setting.description)
  if (setting.choices === undefined || setting.choices.includes(value)) return { value, origin }
  const near = meantWord(value, setting.choices)
  throw invalid(
    `${origin}: \`${value}\` is not ${setting.choices.length === 1 ? 'known' : `one of ${setting.choices.join(', ')}`}.`,
    near === undefined ? setting.description : `Did you mean \`${near}\`?`,
  )
}
