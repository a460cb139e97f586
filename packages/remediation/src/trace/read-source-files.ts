import type { GitFile, GitHost, SourceOfManifests } from '../ports.ts'

/** The files that a source may read: its own folder, and what a kustomization there refers to outside of it. */
export async function readSourceFiles(
  git: GitHost,
  revision: string,
  source: SourceOfManifests,
  signal: AbortSignal,
): Promise<readonly GitFile[]> {
  return await git.files(revision, source.path, signal)
}
