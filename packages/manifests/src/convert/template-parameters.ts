import { Field, isMap } from '@aks-copilot/kubernetes'
import { readYaml } from '../source/yaml.ts'

/** The annotation that names, with commas, the parameters of a Template that nobody gave a value. */
export const OPEN_PARAMETERS = 'aks-copilot.dev/open-parameters'

/** Values of parameters by name; undefined where the value is open: it is generated, or required and not given. */
export type Parameters = ReadonlyMap<string, string | undefined>

/** What a value is with the parameters in it, and which of them are still open in it. */
export interface Substituted {
  readonly value: unknown
  readonly open: readonly string[]
}

/** The default values of a Template's parameters, as `oc process` takes them. */
export function defaultParameters(template: Readonly<Record<string, unknown>>): Parameters {
  const parameters = new Field(template).at('parameters').items()
  return new Map(parameters.map((parameter) => [parameter.at('name').text ?? '', defaultOf(parameter)]))
}

function defaultOf(parameter: Field): string | undefined {
  const { value } = parameter.at('value')
  if (value !== undefined && value !== null && value !== '') return typeof value === 'string' ? value : JSON.stringify(value)
  return parameter.at('generate').exists || parameter.at('required').is(true) ? undefined : ''
}

/** Puts values in place of `${NAME}` in every string and key, and JSON in place of a whole `${{NAME}}`. Other names stay: they are the shell's. */
export function substitute(value: unknown, parameters: Parameters): Substituted {
  const open = new Set<string>()
  return { value: visit(value, parameters, open), open: inOrder(open, parameters) }
}

const orders = new WeakMap<Parameters, ReadonlyMap<string, number>>()

/** Names in the order in which the Template has its parameters. */
export function inOrder(names: ReadonlySet<string>, parameters: Parameters): string[] {
  if (names.size < 2) return [...names]
  const order = orders.get(parameters) ?? new Map([...parameters.keys()].map((name, index) => [name, index]))
  orders.set(parameters, order)
  return [...names].toSorted((left, right) => (order.get(left) ?? 0) - (order.get(right) ?? 0))
}

/** How many characters `substitute` would write in place of parameters. */
export function charactersFrom(value: unknown, parameters: Parameters): number {
  if (typeof value === 'string')
    return [...value.matchAll(/\$\{\{?([a-zA-Z0-9_]+)\}/g)].reduce((sum, [, name = '']) => sum + (parameters.get(name)?.length ?? 0), 0)
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + charactersFrom(item, parameters), 0)
  return isMap(value)
    ? Object.entries(value).reduce((sum, [key, child]) => sum + charactersFrom(key, parameters) + charactersFrom(child, parameters), 0)
    : 0
}

function visit(value: unknown, parameters: Parameters, open: Set<string>): unknown {
  if (typeof value === 'string') return visitString(value, parameters, open)
  if (Array.isArray(value)) return value.map((item) => visit(item, parameters, open))
  if (!isMap(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [visitText(key, parameters, open), visit(child, parameters, open)]))
}

function visitString(text: string, parameters: Parameters, open: Set<string>): unknown {
  const name = /^\$\{\{([a-zA-Z0-9_]+)\}\}$/.exec(text)?.[1]
  if (name === undefined || !parameters.has(name)) return visitText(text, parameters, open)
  const parsed = readYaml(parameters.get(name) ?? '')
  if (parsed.ok && parsed.value !== null) return parsed.value
  open.add(name)
  return text
}

function visitText(text: string, parameters: Parameters, open: Set<string>): string {
  return text.replaceAll(/\$\{([a-zA-Z0-9_]+)\}/g, (placeholder, name: string) => {
    if (!parameters.has(name)) return placeholder
    const value = parameters.get(name)
    if (value === undefined) open.add(name)
    return value ?? placeholder
  })
}
