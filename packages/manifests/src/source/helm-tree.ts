import { isMap } from '@aks-copilot/kubernetes'
import { join, posix } from 'node:path'
import { depthOf, type HelmParameter, parameterCall } from './helm-parameters.ts'
import { joinedPath, type TreeFile } from './tree-files.ts'
import { readYaml } from './yaml.ts'

export interface HelmValues {
  readonly releaseName?: string | undefined
  /** Relative to the chart; with a leading slash, to the root of the repository. */
  readonly valueFiles: readonly string[]
  /** YAML. */
  readonly values?: string | undefined
  readonly parameters: readonly HelmParameter[]
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
  const chart = join(places.repository, path)
  const depth = depthOf(
    path,
    withLocalDependencies(path, files).map((file) => file.path),
  )
  const set = parameterCall(parameters, { chart, depth, scratch: places.parameters })
  const args = [
    'template',
    releaseName,
    chart,
    '--include-crds',
    '--skip-tests',
    ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
    ...given.map((file) => `--values=${join(places.repository, file ?? '')}`),
    ...(values === undefined ? [] : [`--values=${places.values}`]),
    ...set.args,
  ]
  const own = values === undefined ? [] : [{ path: places.values, text: values }]
  return { args, files: [...own, ...set.files] }
}

/** Where a value file of a chart lies, from the root of the repository; undefined where that is outside, or elsewhere. */
export function valueFilePath(chart: string, file: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(file)) return undefined
  const path = file.startsWith('/') ? joinedPath('', file.slice(1)) : joinedPath(chart, file)
  return path === '' ? undefined : path
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
