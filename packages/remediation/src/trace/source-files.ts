import { localDependencies, treeReferences, valueFilePath } from '@aks-copilot/manifests'
import { posix } from 'node:path'
import type { GitFile, SourceOfManifests } from '../ports.ts'

/** What a file is to the source that reads it. */
export type SourceRole = 'kustomization' | 'resource' | 'patch' | 'data' | 'values' | 'template'

export interface SourceFiles {
  /** What is read of the files given, the nearest to the folder that is deployed first. */
  readonly roles: ReadonlyMap<string, SourceRole>
  /** Files or folders that are read too, and are not among those given. */
  readonly missing: readonly string[]
}

/** The folder of a source, from the root of the repository: `./shop/` is `shop`, `.` is ''. */
export function folderOf({ path }: Pick<SourceOfManifests, 'path'>): string {
  const folder = posix.normalize(path).replaceAll(/^\/+|\/+$/g, '')
  return folder === '.' ? '' : folder
}

/** Which files a source reads, as far as they are given. */
export function sourceFiles(source: SourceOfManifests, files: readonly GitFile[]): SourceFiles {
  if (source.kind === 'kustomize') {
    const { files: roles, missing } = treeReferences(folderOf(source), files)
    return { roles, missing }
  }
  return source.kind === 'helm' ? chartFiles(source, files) : { roles: resourcesIn(source, files), missing: [] }
}

function resourcesIn(source: SourceOfManifests, files: readonly GitFile[]): Map<string, SourceRole> {
  const prefix = prefixOf(folderOf(source))
  const own = files.filter(
    ({ path }) =>
      path.startsWith(prefix) && /\.(?:ya?ml|json)$/.test(path) && (source.recurse === true || !path.slice(prefix.length).includes('/')),
  )
  return new Map(own.map(({ path }) => [path, 'resource']))
}

function prefixOf(folder: string): string {
  return folder === '' ? '' : `${folder}/`
}

/** Values first, in the order in which they win; then those and the templates of the charts that it depends on. */
function chartFiles(source: SourceOfManifests, files: readonly GitFile[]): SourceFiles {
  const chart = folderOf(source)
  const named = valueFilesOf(source)
  const dependencies = localDependencies(chart, files).map(({ folder }) => folder)
  const roles = new Map<string, SourceRole>()
  const known = new Set(files.map(({ path }) => path))
  for (const path of named) if (known.has(path)) roles.set(path, 'values')
  for (const folder of [chart, ...dependencies]) {
    for (const { path } of files.filter((file) => file.path.startsWith(prefixOf(folder)))) {
      const inner = path.slice(prefixOf(folder).length)
      if (/^(?:charts\/[^/]+\/)*values\.ya?ml$/.test(inner)) setOnce(roles, path, 'values')
      else if (/^(?:charts\/[^/]+\/)*(?:templates|crds)\/.+\.(?:ya?ml|tpl|json)$/.test(inner)) setOnce(roles, path, 'template')
    }
  }
  const absent = dependencies.filter((folder) => !files.some(({ path }) => path.startsWith(prefixOf(folder))))
  return { roles, missing: [...named.filter((path) => !known.has(path) && path !== posix.join(chart, 'values.yaml')), ...absent] }
}

function setOnce(roles: Map<string, SourceRole>, path: string, role: SourceRole): void {
  if (!roles.has(path)) roles.set(path, role)
}

/** The files of values of the chart itself, the one that wins first. */
function valueFilesOf(source: SourceOfManifests): string[] {
  const chart = folderOf(source)
  const named = (source.helm?.valueFiles ?? []).toReversed().flatMap((file) => valueFilePath(chart, file) ?? [])
  return [...new Set([...named, posix.join(chart, 'values.yaml')])]
}
