import type { GitFile, GitHost, SourceOfManifests } from '../ports.ts'
import { folderOf, sourceFiles } from './source-files.ts'

/** Bases of bases of bases: whoever goes on after so many rounds goes in circles. */
const MOST_ROUNDS = 12
const MOST_READS = 200
const MOST_FILES = 5000
const MOST_CHARACTERS = 32 * 1024 * 1024

/**
 * The files that a source may read: its own folder, and what a kustomization there refers to outside of it (folder by folder, theirs too),
 * or the value files and local dependencies of a chart. Never anything outside the repository. What is not there, and what lies beyond the
 * bounds, is left out: then rendering says so.
 */
export async function readSourceFiles(
  git: Pick<GitHost, 'files'>,
  revision: string,
  source: SourceOfManifests,
  signal: AbortSignal,
): Promise<readonly GitFile[]> {
  const found = new Map<string, GitFile>()
  const asked = new Set<string>()
  let waiting: readonly string[] = [folderOf(source)]
  for (let round = 0; round < MOST_ROUNDS && waiting.length > 0; round += 1) {
    for (const path of waiting) {
      if (asked.size >= MOST_READS || isTooMuch(found)) return [...found.values()]
      asked.add(path)
      for (const file of await git.files(revision, path, signal)) found.set(file.path, file)
    }
    const { missing } = sourceFiles(source, [...found.values()])
    waiting = [...new Set(missing.map(folderToAsk))].filter((path) => !asked.has(path))
  }
  return [...found.values()]
}

/** Of a kustomization the whole folder: its other names, and what it holds besides, are then there at once. */
function folderToAsk(path: string): string {
  return path.endsWith('/kustomization.yaml') ? path.slice(0, path.lastIndexOf('/')) : path
}

function isTooMuch(files: ReadonlyMap<string, GitFile>): boolean {
  if (files.size > MOST_FILES) return true
  let characters = 0
  for (const { text } of files.values()) characters += text.length
  return characters > MOST_CHARACTERS
}
