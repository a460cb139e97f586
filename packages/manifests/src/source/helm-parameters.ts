import { join, posix } from 'node:path'

/** One parameter of an Application. */
export interface HelmParameter {
  readonly name: string
  readonly value: string
  readonly forceString?: boolean | undefined
}

export interface ParameterPlaces {
  /** The folder of the chart. */
  readonly chart: string
  /** How deep its files lie, at most. */
  readonly depth: number
  /** A folder that is no place in the repository. */
  readonly scratch: string
}

export interface ParameterCall {
  /** In the order of Helm: files of values, `--set`, `--set-string`, `--set-file`. */
  readonly args: readonly string[]
  readonly files: readonly { readonly path: string; readonly text: string }[]
}

/** A value as `--set` reads it. A number is kept as it is written: it may be larger than those of JavaScript. */
type Typed = { readonly text: string } | { readonly number: string } | { readonly plain: boolean | null }
type Read = Typed | { readonly list: readonly Typed[] } | 'as-written'

interface Given {
  readonly name: string
  /** What Argo CD gives to Helm. */
  readonly written: string
  readonly forced: boolean
  readonly read: Read
  /** The way through the values; undefined where it leads through a list. */
  readonly keys: readonly string[] | undefined
}

/**
 * How `helm template` gets parameters. Anybody on this machine may read the arguments of a program, so whatever may be a secret goes through
 * private files, and comes out as `--set` makes it: a text by `--set-file`; a list by a file of values; a number, too, and since it would be
 * a floating one there, a template that runs before all others makes it whole. Truths and null, numbers and lists
 * below an index (`a[0].b`), and what `--set` reads in a way of its own, stay arguments.
 */
export function parameterCall(parameters: readonly HelmParameter[], { chart, depth, scratch }: ParameterPlaces): ParameterCall {
  const given = winners(parameters.map(readParameter))
  const inValues = given.filter((one) => isForValues(one, given))
  const texts = given.filter(({ name, read }) => read !== 'as-written' && 'text' in read && isSafeName(name))
  const others = given.filter((one) => !inValues.includes(one) && !texts.includes(one))
  const values = join(scratch, 'values.json')
  const numbers = inValues.filter(({ read }) => hasNumber(read))
  const template = join(chart, 'templates', ...Array.from({ length: depth + 1 }, () => 'first'), 'numbers.yaml')
  return {
    args: [
      ...(inValues.length === 0 ? [] : [`--values=${values}`]),
      ...others.map(({ name, written, forced }) => `${forced ? '--set-string' : '--set'}=${name}=${written}`),
      ...texts.map(({ name }, at) => `--set-file=${name}=${join(scratch, String(at))}`),
    ],
    files: [
      ...(inValues.length === 0 ? [] : [{ path: values, text: valuesText(inValues) }]),
      ...(numbers.length === 0 ? [] : [{ path: template, text: wholeNumbers(numbers) }]),
      ...texts.map(({ read }, at) => ({ path: join(scratch, String(at)), text: textOf(read) })),
    ],
  }
}

function readParameter({ name, value, forceString }: HelmParameter): Given {
  const forced = forceString === true
  const written = escaped(value)
  return { name, written, forced, read: readValue(written, forced), keys: keysOf(name) }
}

/** Argo CD escapes commas, which would end the value; lists in braces keep theirs. */
function escaped(value: string): string {
  return value.startsWith('{') && value.endsWith('}') ? value : value.replaceAll(/(?<!\\),/g, String.raw`\,`)
}

function readValue(written: string, forced: boolean): Read {
  const list = /^\{([^{}\\]+)\}$/.exec(written)?.[1]
  if (list !== undefined) return { list: list.split(',').map((item) => typed(item, forced)) }
  const isPlain = !written.startsWith('{') && written !== '[]' && /^(?:[^\\,]|\\[^])*\\?$/.test(written)
  return isPlain ? typed(written.replaceAll(/\\([^]?)/g, '$1'), forced) : 'as-written'
}

const WHOLE = /^(?:0|[1-9]\d*|[+-]\d+)$/
const [LEAST, MOST] = [-(2n ** 63n), 2n ** 63n - 1n]

/** What Helm takes for something else than a text: a truth, nothing, a whole number of 64 bits. */
function typed(text: string, forced: boolean): Typed {
  if (forced) return { text }
  const word = text.toLowerCase()
  if (word === 'true' || word === 'false') return { plain: word === 'true' }
  if (word === 'null') return { plain: null }
  if (!WHOLE.test(text)) return { text }
  const number = BigInt(text.replace('+', ''))
  return number < LEAST || number > MOST ? { text } : { number: String(number) }
}

/** Of several with one name the last one, and what is forced to be a text goes after all others. */
function winners(given: readonly Given[]): Given[] {
  const ordered = [...given.filter(({ forced }) => !forced), ...given.filter(({ forced }) => forced)]
  return ordered.filter(({ name }, at) => !ordered.slice(at + 1).some((later) => later.name === name))
}

/** In a name these two would end it, and name another file. */
function isSafeName(name: string): boolean {
  return !/[=,]/.test(name)
}

const MOST_KEYS = 30

function keysOf(name: string): readonly string[] | undefined {
  if (/[[\]=,]|\\$|^\.|\.\.|\.$/.test(name)) return undefined
  const keys = (name.match(/(?:[^\\.]|\\[^])*(?:\.|$)/g) ?? []).slice(0, -1)
  const plain = keys.map((key) => key.replace(/\.$/, '').replaceAll(/\\([^])/g, '$1'))
  return plain.length === 0 || plain.length > MOST_KEYS ? undefined : plain
}

/** A list or a number whose way leads through maps alone, and that no other parameter touches. */
function isForValues({ name, read, keys }: Given, all: readonly Given[]): boolean {
  if (read === 'as-written' || !('list' in read || 'number' in read) || keys === undefined) return false
  const touches = (one: string, other: string): boolean => one.startsWith(`${other}.`) || one.startsWith(`${other}[`)
  return !all.some((other) => other.name !== name && (touches(other.name, name) || touches(name, other.name)))
}

function hasNumber(read: Read): boolean {
  if (read === 'as-written') return false
  return 'list' in read ? read.list.some(hasNumber) : 'number' in read
}

function textOf(read: Read): string {
  return read !== 'as-written' && 'text' in read ? read.text : ''
}

/** JSON, whose numbers Helm reads as floating ones. */
function valuesText(given: readonly Given[]): string {
  const root: Tree = new Map()
  for (const { keys = [], read } of given) {
    const folders = keys.slice(0, -1)
    const parent = folders.reduce((at, key) => below(at, key), root)
    parent.set(keys.at(-1) ?? '', jsonOf(read))
  }
  return treeText(root)
}

type Tree = Map<string, Tree | string>

function below(tree: Tree, key: string): Tree {
  const there = tree.get(key)
  const next: Tree = there instanceof Map ? there : new Map()
  tree.set(key, next)
  return next
}

function treeText(tree: Tree): string {
  const entries = [...tree].map(([key, value]) => `${JSON.stringify(key)}:${typeof value === 'string' ? value : treeText(value)}`)
  return `{${entries.join(',')}}`
}

function jsonOf(read: Read): string {
  if (read === 'as-written') return 'null'
  if ('list' in read) return `[${read.list.map(jsonOf).join(',')}]`
  return 'number' in read ? read.number : JSON.stringify('text' in read ? read.text : read.plain)
}

/** Charts below share the values that are theirs, and have copies of the global ones. */
function wholeNumbers(given: readonly Given[]): string {
  const global = given.filter(({ keys }) => keys?.[0] === 'global')
  const own = given.filter((one) => !global.includes(one))
  const name = 'aks-copilot.global-numbers'
  const everywhere = `{{- define "${name}" }}${global.map(setNumber).join('')}{{ range .Subcharts }}{{ template "${name}" . }}{{ end }}{{ end }}`
  return `${own.map(setNumber).join('')}${global.length === 0 ? '' : `${everywhere}{{ template "${name}" . }}`}`
}

function setNumber({ keys = [], read }: Given): string {
  const [folders, key] = [keys.slice(0, -1).map((one) => ` ${JSON.stringify(one)}`), JSON.stringify(keys.at(-1))]
  return `{{- $_ := set (index .Values${folders.join('')}) ${key} ${inTemplate(read)} }}`
}

function inTemplate(read: Read): string {
  if (read === 'as-written') return 'nil'
  if ('list' in read) return `(list ${read.list.map(inTemplate).join(' ')})`
  if ('number' in read) return `(int64 ${JSON.stringify(read.number)})`
  return 'text' in read ? JSON.stringify(read.text) : String(read.plain ?? 'nil')
}

/** Charts that are packed are deeper than their file. */
const PACKED = 10

/** How deep the deepest file of a chart lies: Helm renders the deepest template first. */
export function depthOf(chart: string, paths: readonly string[]): number {
  const own = paths.filter((path) => chart === '' || path.startsWith(`${chart}/`))
  return PACKED + Math.max(0, ...own.map((path) => posix.relative(chart, path).split('/').length))
}
