import { isMap } from '@aks-copilot/kubernetes'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type HelmValues, helmCall, withLocalDependencies } from './helm-tree.ts'
import { writeProblem } from './read-text.ts'
import { runIsolated } from './run-isolated.ts'
import type { ToolResult } from './run-tool.ts'
import { splitDocuments } from './split-documents.ts'
import { type TreeFile, treeProblem } from './tree-files.ts'
import { treeReferences } from './tree-references.ts'
import { readYaml } from './yaml.ts'

export type { TreeFile } from './tree-files.ts'

/** Which folder of a repository is rendered, and how. */
export interface TreeSource {
  /** Folder, '' for the root. */
  readonly path: string
  readonly kind: 'directory' | 'kustomize' | 'helm' | 'unknown'
  readonly recurse?: boolean | undefined
  readonly namespace?: string | undefined
  readonly helm?: HelmValues | undefined
}

export type RenderedTree =
  | { readonly ok: true; readonly objects: readonly Readonly<Record<string, unknown>>[] }
  | { readonly ok: false; readonly why: string }

const TIMEOUT = 20_000

/**
 * What a deployer would make of a set of files: plain YAML and JSON are read; Kustomize and Helm run in a temporary folder that holds these
 * files and nothing else. Nothing is fetched, no plugin runs, no path leads out of the folder. Only an abort is thrown.
 */
export async function renderTree(source: TreeSource, files: readonly TreeFile[], signal?: AbortSignal): Promise<RenderedTree> {
  signal?.throwIfAborted()
  const problem = treeProblem(files)
  if (problem !== undefined) return { ok: false, why: problem }
  if (source.kind === 'directory') return readFolder(source, files)
  if (source.kind === 'unknown') return { ok: false, why: 'it is neither plain YAML, Kustomize nor Helm' }
  const why = (source.kind === 'kustomize' ? kustomizeProblem(source, files) : undefined) ?? bombIn(files)
  if (why !== undefined) return { ok: false, why }
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'aks-copilot-tree-')))
  const place = (name: string): string => join(folder, name)
  const scratch = { repository: place('repository'), home: place('home'), values: place('values.yaml'), parameters: place('parameters') }
  try {
    return await renderIn(scratch, source, files, signal)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
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

/** Kustomize takes whatever it does not find for something to fetch: so everything must be there. */
function kustomizeProblem({ path }: TreeSource, files: readonly TreeFile[]): string | undefined {
  const { missing, refused } = treeReferences(path, files)
  return refused ?? (missing.length === 0 ? undefined : `it refers to ${missing[0]}, which is not in the repository`)
}

/** Aliases of aliases that grow beyond measure: Kustomize would fill the memory with them. */
function bombIn(files: readonly TreeFile[]): string | undefined {
  for (const { path, text } of files) {
    if (!/\.(?:ya?ml|json)$|Kustomization$/.test(path) || !text.includes('&') || !text.includes('*')) continue
    for (const document of splitDocuments(text)) {
      const read = readYaml(document)
      if (!read.ok && read.problem.refused === true) return `${path}: ${read.problem.reason}`
    }
  }
  return undefined
}

interface Scratch {
  readonly repository: string
  /** Empty. */
  readonly home: string
  readonly values: string
  readonly parameters: string
}

async function renderIn(
  { repository, home, values, parameters }: Scratch,
  source: TreeSource,
  files: readonly TreeFile[],
  signal: AbortSignal | undefined,
): Promise<RenderedTree> {
  const fault = await writeTree(repository, source.kind === 'helm' ? withLocalDependencies(source.path, files) : files)
  if (fault !== undefined) return { ok: false, why: fault }
  await mkdir(home)
  const root = join(repository, source.path)
  const run = async (program: string, args: readonly string[]): Promise<ToolResult> =>
    await runIsolated(program, args, { home, cwd: repository, timeoutMs: TIMEOUT, signal })
  if (source.kind === 'helm') {
    const call = helmCall(source, files, { repository, values, parameters })
    if (typeof call === 'string') return { ok: false, why: call }
    await mkdir(parameters)
    for (const { path, text } of call.files) {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text, { mode: 0o600 })
    }
    return outcomeOf('helm', await run('helm', call.args), repository)
  }
  const built = await run('kubectl', ['kustomize', root])
  return outcomeOf('Kustomize', built.status === 'missing' ? await run('kustomize', ['build', root]) : built, repository)
}

async function writeTree(folder: string, files: readonly TreeFile[]): Promise<string | undefined> {
  await mkdir(folder)
  for (const { path, text } of files) {
    try {
      await mkdir(join(folder, dirname(path)), { recursive: true })
      await writeFile(join(folder, path), text, { flag: 'wx' })
    } catch (error) {
      return `${path.slice(0, 200)} could not be laid out: ${writeProblem(error)}`
    }
  }
  return undefined
}

function outcomeOf(program: string, result: ToolResult, folder: string): RenderedTree {
  if (result.status === 'missing')
    return { ok: false, why: program === 'helm' ? 'helm is not installed here' : 'neither kubectl nor kustomize is installed here' }
  if (result.status === 'failed')
    return { ok: false, why: `${program} says: ${result.why.replaceAll(`${folder}/`, '').replaceAll(folder, '')}` }
  const objects = objectsIn(result.output)
  return typeof objects === 'string' ? { ok: false, why: objects } : { ok: true, objects }
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
