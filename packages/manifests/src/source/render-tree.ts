import { isMap } from '@aks-copilot/kubernetes'
import { lstat, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, posix } from 'node:path'
import { readKustomizeTree } from './kustomize-tree.ts'
import { renderKustomize } from './render-kustomize.ts'
import { runTool } from './run-tool.ts'
import { splitDocuments } from './split-documents.ts'
import { readYaml } from './yaml.ts'

/** A file of a repository: path with forward slashes from its root. */
export interface TreeFile {
  readonly path: string
  readonly text: string
}

/** Which folder of a repository is rendered, and how. */
export interface TreeSource {
  /** Folder, '' for the root. */
  readonly path: string
  readonly kind: 'directory' | 'kustomize' | 'helm' | 'unknown'
  readonly recurse?: boolean | undefined
  readonly namespace?: string | undefined
  readonly helm?:
    | {
        readonly releaseName?: string | undefined
        /** Relative to the chart. */
        readonly valueFiles: readonly string[]
        /** YAML. */
        readonly values?: string | undefined
        readonly parameters: readonly { readonly name: string; readonly value: string; readonly forceString?: boolean | undefined }[]
      }
    | undefined
}

export type RenderedTree =
  | { readonly ok: true; readonly objects: readonly Readonly<Record<string, unknown>>[] }
  | { readonly ok: false; readonly why: string }

const TIMEOUT = 30_000
const NO_VALUES: NonNullable<TreeSource['helm']> = { valueFiles: [], parameters: [] }

/**
 * What a deployer would make of a set of files: plain YAML and JSON are read; Kustomize and Helm run in a temporary folder that holds these
 * files and nothing else. Nothing is fetched, no plugin runs, no path leads out of the folder. Only an abort is thrown.
 */
export async function renderTree(source: TreeSource, files: readonly TreeFile[], signal?: AbortSignal): Promise<RenderedTree> {
  const outside = files.find(({ path }) => !isInnerPath(path))
  if (outside !== undefined) return { ok: false, why: `the path ${JSON.stringify(outside.path)} is no path in a repository` }
  if (source.kind === 'directory') return readFolder(source, files)
  if (source.kind === 'unknown') return { ok: false, why: 'it is neither plain YAML, Kustomize nor Helm' }
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'aks-copilot-tree-')))
  try {
    for (const { path, text } of files) {
      await mkdir(join(folder, dirname(path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    return source.kind === 'kustomize' ? await kustomize(folder, source, signal) : await helm(folder, source, signal)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function isInnerPath(path: string): boolean {
  return (
    path !== '' &&
    !path.includes('\\') &&
    !path.includes('\0') &&
    !posix.isAbsolute(path) &&
    !path.split('/').some((part) => part === '..' || part === '.' || part === '')
  )
}

/** As Argo CD reads a folder: `.yaml`, `.yml`, `.json`; folders below it only with `recurse`. */
function readFolder({ path, recurse }: TreeSource, files: readonly TreeFile[]): RenderedTree {
  const prefix = path === '' ? '' : `${path}/`
  const objects: Readonly<Record<string, unknown>>[] = []
  for (const file of files) {
    if (!file.path.startsWith(prefix) || !/\.(?:ya?ml|json)$/.test(file.path)) continue
    if (recurse !== true && file.path.slice(prefix.length).includes('/')) continue
    const read = objectsIn(file.text)
    if (typeof read === 'string') return { ok: false, why: `${file.path}: ${read}` }
    objects.push(...read)
  }
  return { ok: true, objects }
}

async function kustomize(folder: string, { path }: TreeSource, signal: AbortSignal | undefined): Promise<RenderedTree> {
  const tree = await readKustomizeTree(join(folder, path))
  const [remote] = tree.remote
  if (remote !== undefined) return { ok: false, why: `it uses ${remote}, and nothing is fetched here` }
  const rendered = await renderKustomize(
    join(folder, path),
    {
      commands: [
        ['kubectl', 'kustomize'],
        ['kustomize', 'build'],
      ],
      timeoutMs: TIMEOUT,
    },
    signal,
  )
  return rendered.ok
    ? { ok: true, objects: rendered.objects.map(({ value }) => value) }
    : { ok: false, why: rendered.why.replaceAll(folder, '') }
}

async function helm(folder: string, source: TreeSource, signal: AbortSignal | undefined): Promise<RenderedTree> {
  const chart = join(folder, source.path)
  const { releaseName = basename(chart), valueFiles, values, parameters } = source.helm ?? NO_VALUES
  const given = await Promise.all(valueFiles.map(async (file) => await valueFile(folder, source.path, file)))
  const missing = given.findIndex((file) => file === undefined)
  if (missing >= 0) return { ok: false, why: `the value file ${valueFiles[missing]} is not in the repository` }
  const inline = join(folder, '.aks-copilot-values.yaml')
  if (values !== undefined) await writeFile(inline, values)
  const args = [
    'template',
    releaseName,
    chart,
    '--include-crds',
    '--skip-tests',
    ...(source.namespace === undefined ? [] : ['--namespace', source.namespace]),
    ...given.flatMap((file) => (file === undefined ? [] : ['--values', file])),
    ...(values === undefined ? [] : ['--values', inline]),
    ...parameters.flatMap(({ name, value, forceString }) => [forceString === true ? '--set-string' : '--set', `${name}=${value}`]),
  ]
  const result = await runTool('helm', args, { cwd: folder, timeoutMs: TIMEOUT, signal })
  if (result.status === 'missing') return { ok: false, why: 'helm is not installed here' }
  if (result.status === 'failed') return { ok: false, why: `helm says: ${result.why.replaceAll(folder, '')}` }
  const objects = objectsIn(result.output)
  return typeof objects === 'string' ? { ok: false, why: objects } : { ok: true, objects }
}

/** A value file in the repository, relative to the chart or, with a leading slash, to the root; undefined where there is none. */
async function valueFile(folder: string, chart: string, file: string): Promise<string | undefined> {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(file)) return undefined
  const path = file.startsWith('/') ? posix.normalize(file.slice(1)) : posix.normalize(posix.join(chart, file))
  if (!isInnerPath(path)) return undefined
  const found = await lstat(join(folder, path)).catch(() => undefined)
  return found?.isFile() === true ? join(folder, path) : undefined
}

function objectsIn(text: string): Readonly<Record<string, unknown>>[] | string {
  const objects: Readonly<Record<string, unknown>>[] = []
  for (const document of splitDocuments(text)) {
    const read = readYaml(document)
    if (!read.ok) return read.problem.reason
    if (!isMap(read.value)) continue
    const { kind, items } = read.value
    if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)) objects.push(...items.filter(isMap))
    else if (typeof kind === 'string') objects.push(read.value)
  }
  return objects
}
