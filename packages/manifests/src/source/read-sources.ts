import type { Skipped } from '@aks-copilot/contracts'
import { setImmediate } from 'node:timers/promises'
import { findFiles } from './find-files.ts'
import { nothingFound } from './input-errors.ts'
import type { SourceFile } from './manifest.ts'
import type { Place } from './place.ts'
import { type PlacedSource, placeKustomize } from './place-kustomize.ts'
import { readStream, readText } from './read-text.ts'
import { type HelmOptions, renderHelm } from './render-helm.ts'
import type { KustomizeOptions } from './render-kustomize.ts'

export interface ReadOptions {
  readonly cwd: string
  readonly stdin?: AsyncIterable<Uint8Array | string>
  readonly signal?: AbortSignal
  readonly helm?: HelmOptions
  readonly kustomize?: KustomizeOptions
  /** Told now and then how many files were read. */
  readonly onProgress?: (files: number) => void
}

export interface ReadSources {
  readonly files: SourceFile[]
  readonly skipped: Skipped[]
}

/** After so many files, signals and timers get their turn. */
const BATCH = 100

/**
 * Reads what stands at PATHs: files, folders, globs, `-` for standard input, Helm charts, Kustomize folders. What can't be read is
 * in `skipped`; only a path that names nothing, and paths without any manifest, are errors.
 */
export async function readSources(paths: readonly string[], options: ReadOptions): Promise<ReadSources> {
  const { cwd, signal } = options
  const found = await findFiles(paths, { cwd, signal })
  const skipped: Skipped[] = [...found.skipped]
  const texts = await readAll(found.files, skipped, options)
  const kustomized = await placeKustomize(found.kustomizations, texts, options.kustomize ?? {}, signal)
  skipped.push(...kustomized.skipped)
  const files = [...kustomized.files]
  for (const chart of found.charts) {
    const rendered = await renderHelm(chart, options.helm ?? {}, { cwd, signal })
    files.push(...rendered.files)
    skipped.push(...rendered.skipped)
  }
  if (found.readsStdin) files.push(...(await readStdin(options, skipped)))
  if (files.length === 0 && skipped.length === 0) throw nothingFound(paths)
  return {
    files: files.toSorted((left, right) => compare(left.path, right.path)),
    skipped: skipped.toSorted((left, right) => compare(left.what, right.what)),
  }
}

async function readAll(places: readonly Place[], skipped: Skipped[], { signal, onProgress }: ReadOptions): Promise<PlacedSource[]> {
  const sources: PlacedSource[] = []
  for (const [index, place] of places.entries()) {
    const result = readText(place.absolute)
    if (result.ok) sources.push({ absolute: place.absolute, source: { path: place.shown, text: result.text, origin: 'file' } })
    else skipped.push({ what: place.shown, why: result.why })
    if (index % BATCH < BATCH - 1) continue
    onProgress?.(index + 1)
    await setImmediate()
    signal?.throwIfAborted()
  }
  onProgress?.(places.length)
  return sources
}

async function readStdin({ stdin, signal }: ReadOptions, skipped: Skipped[]): Promise<SourceFile[]> {
  const result = stdin === undefined ? { ok: true as const, text: '' } : await readStream(stdin, signal)
  if (!result.ok) skipped.push({ what: '-', why: result.why })
  return result.ok && result.text.trim() !== '' ? [{ path: '-', text: result.text, origin: 'stdin' }] : []
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
