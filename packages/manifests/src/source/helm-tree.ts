import { isMap } from '@aks-copilot/kubernetes'
import { join, posix } from 'node:path'
import { joinedPath, type TreeFile } from './tree-files.ts'
import { readYaml } from './yaml.ts'

export interface HelmValues {
  readonly releaseName?: string | undefined
  /** Relative to the chart; with a leading slash, to the root of the repository. */
  readonly valueFiles: readonly string[]
  /** YAML. */
  readonly values?: string | undefined
  readonly parameters: readonly { readonly name: string; readonly value: string; readonly forceString?: boolean | undefined }[]
}

interface HelmSource {
  readonly path: string
  readonly namespace?: string | undefined
  readonly helm?: HelmValues | undefined
}

export interface HelmPlaces {
  /** The folder that holds the files. */
  readonly repository: string
  /** Where the values that the Application itself gives are written to: no place in the repository. */
  readonly values: string
  /** The same for its parameters: a folder. */
  readonly parameters: string
}

export interface HelmCall {
  readonly args: readonly string[]
  /** What must lie there before, by absolute path. */
  readonly files: readonly { readonly path: string; readonly text: string }[]
}

const NO_VALUES: HelmValues = { valueFiles: [], parameters: [] }
const RELEASE_NAME = /^[a-z0-9]([-a-z0-9.]{0,51}[a-z0-9])?$/

/** How `helm template` is called, with what Argo CD gives it; or why not, one clause. */
export function helmCall(
  { path, namespace, helm = NO_VALUES }: HelmSource,
  files: readonly TreeFile[],
  places: HelmPlaces,
): HelmCall | string {
  const { releaseName = posix.basename(path) || 'release-name', valueFiles, values, parameters } = helm
  if (!RELEASE_NAME.test(releaseName)) return `${JSON.stringify(releaseName)} is no name of a release`
  const given = valueFiles.map((file) => valueFilePath(path, file))
  const missing = given.findIndex((file) => file === undefined || !files.some((one) => one.path === file))
  if (missing >= 0) return `the value file ${valueFiles[missing]} is not in the repository`
  if (values !== undefined && !readYaml(values).ok) return 'the values that the Application gives are no YAML'
  const set = parameters.map((parameter, at) => parameterCall(parameter, join(places.parameters, String(at))))
  const args = [
    'template',
    releaseName,
    join(places.repository, path),
    '--include-crds',
    '--skip-tests',
    ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
    ...given.map((file) => `--values=${join(places.repository, file ?? '')}`),
    ...(values === undefined ? [] : [`--values=${places.values}`]),
    ...set.map(({ arg }) => arg),
  ]
  const own = values === undefined ? [] : [{ path: places.values, text: values }]
  return { args, files: [...own, ...set.flatMap(({ file }) => file ?? [])] }
}

/** What Helm reads as something else than a text: a list, a truth, nothing, a whole number. */
const NO_TEXT = /^(?:\{.*\}|true|false|null|0|[+-]?[1-9]\d*)$/is

/** Anybody on this machine may read the arguments of a program: what may be a password goes through a file. */
function parameterCall(
  { name, value, forceString }: HelmValues['parameters'][number],
  path: string,
): { readonly arg: string; readonly file?: { readonly path: string; readonly text: string } } {
  const isText = forceString === true || !NO_TEXT.test(value)
  // In a name these two would end it, and name another file.
  if (!isText || /[=,]/.test(name)) return { arg: `${forceString === true ? '--set-string' : '--set'}=${name}=${escaped(value)}` }
  return { arg: `--set-file=${name}=${path}`, file: { path, text: value.replaceAll(/\\([^])/g, '$1') } }
}

/** Where a value file of a chart lies, from the root of the repository; undefined where that is outside, or elsewhere. */
export function valueFilePath(chart: string, file: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(file)) return undefined
  const path = file.startsWith('/') ? joinedPath('', file.slice(1)) : joinedPath(chart, file)
  return path === '' ? undefined : path
}

/** A comma would end the value; lists in braces keep theirs. */
function escaped(value: string): string {
  return value.startsWith('{') && value.endsWith('}') ? value : value.replaceAll(/(?<!\\),/g, String.raw`\,`)
}

/** Dependencies that a chart names by `file://…` and does not hold in `charts/` are put there, as `helm dependency build` does. */
export function withLocalDependencies(chart: string, files: readonly TreeFile[]): readonly TreeFile[] {
  const added = localDependencies(chart, files).flatMap(({ name, folder }) => {
    const target = posix.join(chart, 'charts', name)
    if (files.some(({ path }) => path.startsWith(`${target}/`))) return []
    const own = files.filter(({ path }) => path.startsWith(`${folder}/`))
    return own.map(({ path, text }) => ({ path: posix.join(target, path.slice(folder.length + 1)), text }))
  })
  return added.length === 0 ? files : [...files, ...added]
}

/** The folders of the dependencies in the repository, from its root. */
export function localDependencies(
  chart: string,
  files: readonly TreeFile[],
): readonly { readonly name: string; readonly folder: string }[] {
  return ['Chart.yaml', 'requirements.yaml'].flatMap((name) => {
    const file = files.find(({ path }) => path === posix.join(chart, name))
    const read = file === undefined ? undefined : readYaml(file.text)
    const list: unknown = read?.ok === true && isMap(read.value) ? read.value['dependencies'] : undefined
    const dependencies: readonly unknown[] = Array.isArray(list) ? list : []
    return dependencies.flatMap((one) => {
      if (!isMap(one) || typeof one['name'] !== 'string' || typeof one['repository'] !== 'string') return []
      const reference = /^file:\/\/(.+)$/.exec(one['repository'])?.[1]
      const folder = reference === undefined ? undefined : joinedPath(chart, reference)
      const isName = /^[\w.-]+$/.test(one['name']) && !/^\.+$/.test(one['name'])
      return folder === undefined || folder === '' || !isName || chart === folder || chart.startsWith(`${folder}/`)
        ? []
        : [{ name: one['name'], folder }]
    })
  })
}
