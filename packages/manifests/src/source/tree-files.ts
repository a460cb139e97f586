import { Buffer } from 'node:buffer'
import { posix } from 'node:path'

/** A file of a repository: path with forward slashes from its root. */
export interface TreeFile {
  readonly path: string
  readonly text: string
}

/** More files, or larger ones, are no manifests that somebody wrote. */
const MOST_FILES = 20_000
const MOST_BYTES_OF_ONE = 8 * 1024 * 1024
const MOST_BYTES = 64 * 1024 * 1024

/** Why a set of files cannot be laid out in a folder, one clause; undefined where it can. */
export function treeProblem(files: readonly TreeFile[]): string | undefined {
  if (files.length > MOST_FILES) return `there are more than ${MOST_FILES} files`
  let bytes = 0
  for (const { path, text } of files) {
    if (!isInnerPath(path)) return `the path ${JSON.stringify(path)} is no path in a repository`
    const size = Buffer.byteLength(text)
    if (size > MOST_BYTES_OF_ONE) return `${path} is larger than ${MOST_BYTES_OF_ONE / 1024 / 1024} MB`
    bytes += size
  }
  return bytes > MOST_BYTES ? `the files together are larger than ${MOST_BYTES / 1024 / 1024} MB` : undefined
}

/** A path that can only mean a place below the root it is joined to. */
function isInnerPath(path: string): boolean {
  return (
    path !== '' &&
    !path.includes('\\') &&
    !path.includes('\0') &&
    !/^[a-z]:/i.test(path) &&
    !posix.isAbsolute(path) &&
    !path.split('/').some((part) => part === '..' || part === '.' || part === '')
  )
}

/** A path that a file of a repository refers to, from the root; '' is the root itself; undefined where it leads out of the repository. */
export function joinedPath(folder: string, reference: string): string | undefined {
  if (reference.includes('\\') || reference.includes('\0') || posix.isAbsolute(reference) || /^[a-z]:/i.test(reference)) return undefined
  const path = posix.join(folder, reference).replace(/\/+$/, '')
  if (path === '' || path === '.') return ''
  return isInnerPath(path) ? path : undefined
}
