import type { GitFile, SourceOfManifests } from '../ports.ts'
import type { CandidateEdit } from './candidate-edit.ts'
import { helmCandidates } from './helm-candidates.ts'
import { kustomizeCandidates } from './kustomize-candidates.ts'
import { resourceCandidates } from './resource-candidates.ts'
import { sourceFiles } from './source-files.ts'
import type { WantedField } from './wanted-change.ts'

type Json = Readonly<Record<string, unknown>>

/** Every candidate is rendered: so many for one field at most. */
const MOST_CANDIDATES = 40

/** Edits that may set a field, the likeliest first, each once; only in files that the source reads. */
export function candidatesFor(
  field: WantedField,
  objects: readonly Json[],
  source: SourceOfManifests,
  files: readonly GitFile[],
): CandidateEdit[] {
  const object = objects[field.object] ?? {}
  const { roles } = sourceFiles(source, files)
  const byPath = new Map(files.map((file) => [file.path, file]))
  const read = [...roles.keys()].flatMap((path) => byPath.get(path) ?? [])
  const found =
    source.kind === 'kustomize'
      ? kustomizeCandidates(field, object, read)
      : source.kind === 'helm'
        ? helmCandidates(field, object, read, roles)
        : resourceCandidates(field, object, read)
  const seen = new Set<string>()
  const distinct = found.filter(({ file, text }) => {
    const key = `${file}\n${text}`
    if (seen.has(key) || byPath.get(file)?.text === text) return false
    seen.add(key)
    return true
  })
  return distinct.toSorted((left, right) => left.rank - right.rank).slice(0, MOST_CANDIDATES)
}
