import type { Skipped } from '@aks-copilot/contracts'
import type { Dirent, Stats } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { expandGlob, isGlob } from './expand-glob.ts'
import { notFound } from './input-errors.ts'
import { inside, isInside, type Place, placeOf } from './place.ts'
import { errorCode, readProblem } from './read-text.ts'

const MANIFEST = /\.(?:ya?ml|json)$/i
const KUSTOMIZATION = /^(?:kustomization\.ya?ml|Kustomization)$/
const CHART = /^Chart\.ya?ml$/
const CHART_ARCHIVE = /\.(?:tgz|tar\.gz)$/i

/** What stands at the paths that the user gave. */
export interface FoundSources {
  readonly files: readonly Place[]
  /** Folders with a Chart.yaml, and packed charts. */
  readonly charts: readonly Place[]
  /** Folders with a kustomization file. */
  readonly kustomizations: readonly Place[]
  readonly readsStdin: boolean
  readonly skipped: readonly Skipped[]
}

/** Finds the files behind PATHs: files, folders (with all below), globs. Reads directories only. */
export async function findFiles(
  paths: readonly string[],
  { cwd, signal }: { cwd: string; signal?: AbortSignal | undefined },
): Promise<FoundSources> {
  const finder = new Finder(cwd, signal)
  for (const path of paths) if (path !== '-') await finder.add(path)
  return {
    files: [...finder.files.values()],
    charts: [...finder.charts.values()],
    kustomizations: [...finder.kustomizations.values()],
    readsStdin: paths.includes('-'),
    skipped: finder.skipped,
  }
}

class Finder {
  /** By real path, so that nothing is read twice. */
  readonly files = new Map<string, Place>()
  readonly charts = new Map<string, Place>()
  readonly kustomizations = new Map<string, Place>()
  readonly skipped: Skipped[] = []
  readonly #visited = new Set<string>()
  readonly #cwd: string
  readonly #signal: AbortSignal | undefined

  constructor(cwd: string, signal: AbortSignal | undefined) {
    this.#cwd = cwd
    this.#signal = signal
  }

  async add(path: string): Promise<void> {
    const place = placeOf(path, this.#cwd)
    try {
      await this.#addExisting(place, await stat(place.absolute))
    } catch (error) {
      const code = errorCode(error)
      if (code === undefined) throw error
      if (code !== 'ENOENT' && code !== 'ENOTDIR') this.#skip(place, readProblem(error))
      else if (isGlob(path)) await this.#addMatches(path)
      else throw await notFound(path, place.absolute, error)
    }
  }

  async #addMatches(pattern: string): Promise<void> {
    const matches = await expandGlob(pattern, this.#cwd)
    if (matches.length === 0) throw await notFound(pattern, undefined, undefined)
    for (const match of matches) await this.add(match)
  }

  async #addExisting(place: Place, stats: Stats): Promise<void> {
    const name = basename(place.absolute)
    if (stats.isDirectory()) {
      const root = await realpath(place.absolute)
      await this.#walk(place, root, root)
    } else if (!stats.isFile()) this.#skip(place, 'is not a regular file')
    else if (CHART.test(name)) await this.#note(this.charts, folderOf(place))
    else if (KUSTOMIZATION.test(name)) await this.#addExisting(folderOf(place), await stat(dirname(place.absolute)))
    else await this.#note(CHART_ARCHIVE.test(name) ? this.charts : this.files, place)
  }

  async #note(list: Map<string, Place>, place: Place): Promise<void> {
    const real = await realpath(place.absolute)
    if (!list.has(real)) list.set(real, place)
  }

  /** One folder and all below. Links come last, so that a file is known by its own name before it is met through a link. */
  async #walk(folder: Place, real: string, root: string): Promise<void> {
    this.#signal?.throwIfAborted()
    if (this.#visited.has(real)) return
    this.#visited.add(real)
    const entries = await this.#entries(folder)
    if (entries.some((entry) => CHART.test(entry.name))) {
      if (!this.charts.has(real)) this.charts.set(real, folder)
      return
    }
    if (entries.some((entry) => KUSTOMIZATION.test(entry.name))) this.kustomizations.set(real, folder)
    for (const entry of entries) if (!entry.isSymbolicLink()) await this.#visit(entry, folder, real, root)
    for (const entry of entries) if (entry.isSymbolicLink()) await this.#follow(inside(folder, entry.name), root)
  }

  async #entries(folder: Place): Promise<Dirent[]> {
    try {
      const entries = await readdir(folder.absolute, { withFileTypes: true })
      return entries
        .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
        .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    } catch (error) {
      this.#skip(folder, readProblem(error))
      return []
    }
  }

  async #visit(entry: Dirent, folder: Place, real: string, root: string): Promise<void> {
    const place = inside(folder, entry.name)
    if (entry.isDirectory()) return this.#walk(place, join(real, entry.name), root)
    if (!MANIFEST.test(entry.name)) return
    if (!entry.isFile()) this.#skip(place, 'is not a regular file')
    else if (!this.files.has(join(real, entry.name))) this.files.set(join(real, entry.name), place)
  }

  async #follow(link: Place, root: string): Promise<void> {
    const isManifest = MANIFEST.test(link.absolute)
    try {
      const target = await realpath(link.absolute)
      const stats = await stat(target)
      if (!stats.isDirectory() && !isManifest) return
      if (!isInside(target, root)) this.#skip(link, 'is a link that leads out of the folder: give its target as a path of its own')
      else if (stats.isDirectory()) await this.#walk(link, target, root)
      else if (!stats.isFile()) this.#skip(link, 'is not a regular file')
      else if (!this.files.has(target)) this.files.set(target, link)
    } catch (error) {
      if (errorCode(error) === undefined) throw error
      if (isManifest) this.#skip(link, errorCode(error) === 'ENOENT' ? 'is a link that leads nowhere' : readProblem(error))
    }
  }

  #skip(place: Place, why: string): void {
    this.skipped.push({ what: place.shown, why })
  }
}

function folderOf({ shown, absolute }: Place): Place {
  return { shown: shown.includes('/') ? shown.slice(0, shown.lastIndexOf('/')) : '.', absolute: dirname(absolute) }
}
