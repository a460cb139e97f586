import { isMap } from '@aks-copilot/kubernetes'
import { posix } from 'node:path'
import { joinedPath, type TreeFile } from './tree-files.ts'
import { readYaml } from './yaml.ts'

/** What a file is to Kustomize. */
type TreeRole = 'kustomization' | 'resource' | 'patch' | 'data'

/** What a Kustomize root is made of. */
export interface TreeReferences {
  /** Files among those given, the nearest to the root first. */
  readonly files: ReadonlyMap<string, TreeRole>
  /** Files or folders that are referred to and are not among those given. */
  readonly missing: readonly string[]
  /** Why it cannot be rendered, one clause: something would be fetched, be run, or lies outside. */
  readonly refused: string | undefined
}

const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']
const MOST_FOLDERS = 200

interface Walk {
  readonly byPath: ReadonlyMap<string, TreeFile>
  readonly folders: ReadonlySet<string>
  readonly files: Map<string, TreeRole>
  readonly missing: Set<string>
  readonly waiting: string[]
  refused: string | undefined
}

/** Follows a kustomization through files of a repository, as Kustomize would; reads nothing else. */
export function treeReferences(root: string, files: readonly TreeFile[]): TreeReferences {
  const walk: Walk = {
    byPath: new Map(files.map((file) => [file.path, file])),
    folders: foldersOf(files),
    files: new Map(),
    missing: new Set(),
    waiting: [root],
    refused: undefined,
  }
  const seen = new Set<string>()
  for (let folder = walk.waiting.shift(); folder !== undefined && walk.refused === undefined; folder = walk.waiting.shift()) {
    if (seen.has(folder)) continue
    seen.add(folder)
    if (seen.size > MOST_FOLDERS) walk.refused = `it refers to more than ${MOST_FOLDERS} folders`
    else followFolder(folder, walk)
  }
  return { files: walk.files, missing: [...walk.missing], refused: walk.refused }
}

function foldersOf(files: readonly TreeFile[]): Set<string> {
  const folders = new Set([''])
  for (const { path } of files) {
    for (let folder = posix.dirname(path); folder !== '.' && !folders.has(folder); folder = posix.dirname(folder)) folders.add(folder)
  }
  return folders
}

function followFolder(folder: string, walk: Walk): void {
  const names = KUSTOMIZATIONS.map((name) => posix.join(folder, name)).filter((name) => walk.byPath.has(name))
  const [name] = names
  const file = name === undefined ? undefined : walk.byPath.get(name)
  if (file === undefined) {
    walk.missing.add(posix.join(folder, 'kustomization.yaml'))
    return
  }
  if (names.length > 1) return refuse(walk, `${folder} has several kustomization files`)
  const read = readYaml(file.text)
  if (!read.ok) return refuse(walk, `${file.path}: ${read.problem.reason}`)
  walk.files.set(file.path, 'kustomization')
  // Kustomize takes `Resources` for `resources`: what it would follow must not go by unseen.
  const content = lowerKeys(read.value, 3)
  if (!isMap(content)) return
  for (const key of ['helmcharts', 'helmchartinflationgenerator', 'helmglobals'])
    if (content[key] !== undefined) refuse(walk, `${file.path} inflates Helm charts, and nothing is fetched here`)
  for (const { entry, role } of entriesOf(content)) followEntry(entry, role, folder, walk)
}

function refuse(walk: Walk, why: string): void {
  walk.refused ??= why
}

function lowerKeys(value: unknown, depth: number): unknown {
  if (depth === 0) return value
  if (Array.isArray(value)) return value.map((item) => lowerKeys(item, depth))
  if (!isMap(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toLowerCase(), lowerKeys(item, depth - 1)]))
}

type EntryRole = 'root' | 'patch' | 'data' | 'plugin'

function entriesOf(content: Readonly<Record<string, unknown>>): { entry: string; role: EntryRole }[] {
  const texts = (key: string): string[] => listOf(content[key]).filter((item) => typeof item === 'string')
  const paths = (key: string): string[] => listOf(content[key]).flatMap((item) => textsOf(isMap(item) ? item['path'] : undefined))
  const openapi = isMap(content['openapi']) ? content['openapi'] : {}
  return [
    ...['resources', 'bases', 'components'].flatMap(texts).map((entry) => ({ entry, role: 'root' as const })),
    ...texts('patchesstrategicmerge')
      .filter((entry) => !isInline(entry))
      .map((entry) => ({ entry, role: 'patch' as const })),
    ...[...paths('patches'), ...paths('patchesjson6902'), ...paths('replacements'), ...texts('configurations'), ...texts('crds')].map(
      (entry) => ({ entry, role: 'patch' as const }),
    ),
    ...textsOf(openapi['path']).map((entry) => ({ entry, role: 'patch' as const })),
    ...[...listOf(content['configmapgenerator']), ...listOf(content['secretgenerator'])]
      .flatMap(generatorFiles)
      .map((entry) => ({ entry, role: 'data' as const })),
    ...['generators', 'transformers', 'validators'].flatMap(texts).map((entry) => ({ entry, role: 'plugin' as const })),
  ]
}

function isInline(entry: string): boolean {
  return /\n|^\s*[{[]/.test(entry)
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function textsOf(value: unknown): string[] {
  return typeof value === 'string' ? [value] : []
}

function generatorFiles(generator: unknown): string[] {
  if (!isMap(generator)) return []
  const files = [...listOf(generator['files']), ...listOf(generator['envs']), generator['env']].flatMap(textsOf)
  return files.map((file) => file.slice(file.indexOf('=') + 1))
}

function followEntry(entry: string, role: EntryRole, folder: string, walk: Walk): void {
  if (role === 'plugin' && isInline(entry)) return followPlugin(entry, folder, walk)
  if (isRemote(entry)) return refuse(walk, `it uses ${entry}, and nothing is fetched here`)
  const path = joinedPath(folder, entry)
  if (path === undefined) return refuse(walk, `it uses ${JSON.stringify(entry)}, which is no place in the repository`)
  const file = walk.byPath.get(path)
  if (file !== undefined) {
    const known = walk.files.get(path)
    if (known === undefined || known === 'data') walk.files.set(path, role === 'root' ? 'resource' : role === 'data' ? 'data' : 'patch')
    if (role === 'plugin') followPlugin(file.text, folder, walk)
  } else if (role === 'root' && walk.folders.has(path)) walk.waiting.push(path)
  else if (role === 'plugin' && walk.folders.has(path)) refuse(walk, `it uses the plugins of the folder ${path}, which are not run here`)
  else walk.missing.add(path)
}

/** What is built into Kustomize is text in, text out; everything else is a program or an image. */
function followPlugin(text: string, folder: string, walk: Walk): void {
  const read = readYaml(text)
  const value = read.ok ? read.value : undefined
  const kind = isMap(value) && typeof value['kind'] === 'string' ? value['kind'] : 'something'
  if (
    !isMap(value) ||
    value['apiVersion'] !== 'builtin' ||
    /helm/i.test(kind) ||
    text.includes('://') ||
    text.includes('onfig.kubernetes.io/function')
  )
    return refuse(walk, `it runs ${kind}, which is not built into Kustomize`)
  for (const entry of [...textsOf(value['path']), ...listOf(value['paths']).flatMap(textsOf)])
    if (!isInline(entry)) followEntry(entry, 'patch', folder, walk)
}

/** As Kustomize sees it: a protocol, `git@…`, `host.tld/owner/repository`, and whatever has a `?ref=`. */
function isRemote(entry: string): boolean {
  return /^[a-z][a-z0-9+.-]*:(?:\/\/|:)|^(?:[\w.-]+@)?[\w-]+(?:\.[\w-]+)+:|^git@|^[\w-]+(?:\.[\w-]+)+\/[^/]+\/[^/]+.*(?:\/\/|\?)|^(?:www\.)?github\.com[/:]|[?&](?:ref|version|timeout|submodules)=|:\/\//i.test(
    entry,
  )
}
