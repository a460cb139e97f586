import { dirname, resolve } from 'node:path'
import type { CopilotError } from '@aks-copilot/contracts'
import { meantWord } from '@aks-copilot/kubernetes'
import { FileFault } from './configuration-fault.ts'
import { type ConfigurationFile, inFile, invalid, readConfigurationFile } from './configuration-file.ts'
import { SECRET_VARIABLES, type Setting, SETTINGS, variableOf } from './settings.ts'
import type { Terminal } from './terminal.ts'
import { untrustedSetting, untrustedToWrite } from './untrusted-setting.ts'

export interface SettingValue {
  readonly value: unknown
  /** Where it was said: `flag --target`, `environment AKS_COPILOT_…`, the file, or `default`. */
  readonly origin: string
  /** The folder that relative paths in the value start from. */
  readonly folder: string
  /** Why it does not count; whoever asks for it learns that. */
  readonly refused?: CopilotError
  /** Why it does not count for a command that writes to a cluster or a repository. */
  readonly refusedToWrite?: CopilotError
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

  /** The same for a command that writes: what a file that was only found says of where to, and of the check before, does not count. */
  forWriting(): Configuration {
    const values = [...this.values].map(([key, value]): [string, SettingValue] => {
      const refused = value.refused ?? value.refusedToWrite
      return [key, refused === undefined ? value : { ...value, refused }]
    })
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
  const resolved = (): Map<string, SettingValue> =>
    new Map(SETTINGS.map((setting) => [setting.key as string, resolveSetting(setting, flags, environment, file, cwd)]))
  return new Configuration(file === undefined ? resolved() : await inFile(file, resolved), file?.path)
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
  if (flag !== undefined) return { ...said(setting, flag, `flag ${flagOf(setting)}`), folder: cwd }
  const variable = variableOf(setting.key)
  const text = environment[variable]
  if (text !== undefined && text !== '')
    return { ...said(setting, setting.type === 'list' ? text.split(',') : text, `environment ${variable}`), folder: cwd }
  if (file?.values.has(setting.key) === true) {
    const result = checked(setting, file.values.get(setting.key))
    const { key } = setting
    if (!('value' in result)) throw new FileFault(key.split('.'), (place) => `${place} (${key}): ${result.misfit}`, result.remedy)
    const refused = untrustedSetting(setting, result.value, file)
    const refusedToWrite = untrustedToWrite(setting, result.value, file)
    const origin = `${file.path} (${key})`
    return { ...result, origin, folder: dirname(file.path), ...(refused && { refused }), ...(refusedToWrite && { refusedToWrite }) }
  }
  return { value: setting.default, origin: 'default', folder: cwd }
}

function flagOf({ flag }: Setting): string {
  return `--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** What a person said outside of a file. */
function said(setting: Setting, given: unknown, origin: string): Omit<SettingValue, 'folder'> {
  const result = checked(setting, given)
  if ('value' in result) return { ...result, origin }
  throw invalid(`${origin}: ${result.misfit}`, result.remedy)
}

type Checked = { readonly value: unknown } | { readonly misfit: string; readonly remedy: string }

function checked({ type, choices, description }: Setting, given: unknown): Checked {
  const value = typeof given === 'number' ? String(given) : given
  if (type === 'list') {
    if (!Array.isArray(value) || value.some((word) => typeof word !== 'string'))
      return { misfit: `${JSON.stringify(given)} is not a list of words.`, remedy: description }
    const words = (value as string[]).flatMap((text) => text.split(',')).map((word) => word.trim())
    return { value: words.filter((word) => word !== '') }
  }
  if (typeof value !== 'string') return { misfit: `${JSON.stringify(given)} is not a text.`, remedy: description }
  if (choices === undefined || choices.includes(value)) return { value }
  const near = meantWord(value, choices)
  const misfit = `\`${value}\` is not ${choices.length === 1 ? 'known' : `one of ${choices.join(', ')}`}.`
  return { misfit, remedy: near === undefined ? description : `Did you mean \`${near}\`?` }
}
