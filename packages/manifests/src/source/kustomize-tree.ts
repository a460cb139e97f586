import { isMap } from '@aks-copilot/kubernetes'
import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { readText } from './read-text.ts'
import { readYaml } from './yaml.ts'

/** What a file is to Kustomize: a whole object, part of one, or text for a generator. */
export type InputRole = 'resource' | 'patch' | 'data'

/** A Kustomize root with everything that it is made of. */
export interface KustomizeTree {
  /** This folder, its bases and components, theirs, and so on. */
  readonly folders: ReadonlySet<string>
  readonly files: ReadonlyMap<string, InputRole>
  /** Bases and resources that would have to be fetched. */
  readonly remote: readonly string[]
  /** Components are parts of other roots, and nothing by themselves. */
  readonly isComponent: boolean
}

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']
const MOST_FOLDERS = 1000

export async function readKustomizeTree(root: string): Promise<KustomizeTree> {
  const tree = { folders: new Set<string>(), files: new Map<string, InputRole>(), remote: [] as string[], isComponent: false }
  const waiting = [root]
  for (let folder = waiting.pop(); folder !== undefined && tree.folders.size < MOST_FOLDERS; folder = waiting.pop()) {
    if (tree.folders.has(folder)) continue
    tree.folders.add(folder)
    const content = await readKustomization(folder)
    if (folder === root) tree.isComponent = content['kind'] === 'Component'
    for (const { entry, role } of inputsOf(content)) {
      const path = resolve(folder, entry)
      if (isRemote(entry)) tree.remote.push(entry)
      else if (role === 'resource' && (await isFolder(path))) waiting.push(path)
      else if (tree.files.get(path) !== 'resource') tree.files.set(path, role)
    }
  }
  return tree
}

async function readKustomization(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const names: readonly string[] = await readdir(folder).catch(() => [])
  const name = NAMES.find((candidate) => names.includes(candidate))
  const read = name === undefined ? undefined : readText(join(folder, name))
  const result = read?.ok === true ? readYaml(read.text) : undefined
  return result?.ok === true && isMap(result.value) ? result.value : {}
}

function inputsOf(content: Readonly<Record<string, unknown>>): { entry: string; role: InputRole }[] {
  const texts = (key: string): string[] => listOf(content[key]).filter((item) => typeof item === 'string')
  const paths = (key: string): string[] =>
    listOf(content[key]).flatMap((item) => (isMap(item) && typeof item['path'] === 'string' ? [item['path']] : []))
  const inline = /\n|^\s*[{[]/
  return [
    ...['resources', 'bases', 'components', 'crds'].flatMap(texts).map((entry) => ({ entry, role: 'resource' as const })),
    ...[
      ...texts('patchesStrategicMerge'),
      ...paths('patches'),
      ...paths('patchesJson6902'),
      ...paths('replacements'),
      ...['transformers', 'generators', 'validators', 'configurations'].flatMap(texts),
    ]
      .filter((entry) => !inline.test(entry))
      .map((entry) => ({ entry, role: 'patch' as const })),
    ...[...listOf(content['configMapGenerator']), ...listOf(content['secretGenerator'])]
      .flatMap(generatorFiles)
      .map((entry) => ({ entry, role: 'data' as const })),
  ]
}

function generatorFiles(generator: unknown): string[] {
  if (!isMap(generator)) return []
  const files = [...listOf(generator['files']), ...listOf(generator['envs']), generator['env']].filter((item) => typeof item === 'string')
  return files.map((file) => file.slice(file.indexOf('=') + 1))
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** As Kustomize sees it: URLs, `git@…`, `host.tld/owner/repository`, and whatever has a `?ref=`. */
function isRemote(entry: string): boolean {
  return /^[a-z][a-z0-9+.-]*:(?:\/\/|:)|^git@|^[\w-]+(?:\.[\w-]+)+\/[^/]+\/[^/]+.*(?:\/\/|\?)|^github\.com[/:]|[?&](?:ref|version|timeout)=/i.test(
    entry,
  )
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  )
}
