import { createHash } from 'node:crypto'
import { folderTooLarge, pathTaken } from './git-faults.ts'
import { caseKey } from './names.ts'

/** A line of a tree. Modes: 100644 and 100755 files, 120000 link, 160000 submodule, 040000 folder. */
export interface GitEntry {
  /** Name in its folder, or path below the folder that was asked for. */
  readonly path: string
  readonly mode: string
  readonly id: string
  /** Bytes; files only. */
  readonly size?: number | undefined
}

/** How much of a folder is read; what is above leads to GIT_FOLDER_TOO_LARGE. */
export interface FileLimits {
  readonly files: number
  readonly bytesOfOne: number
  readonly bytes: number
}

export const FILE_LIMITS: FileLimits = { files: 1000, bytesOfOne: 1024 * 1024, bytes: 16 * 1024 * 1024 }

export function isPlainFile({ mode }: GitEntry): boolean {
  return mode === '100644' || mode === '100755'
}

/** Throws GIT_FOLDER_TOO_LARGE before anything is read. */
export function checkLimits(entries: readonly GitEntry[], limits: FileLimits, folder: string, revision: string): void {
  if (entries.length > limits.files) throw folderTooLarge(folder, revision, `it holds ${entries.length} files, more than ${limits.files}`)
  const large = entries.find(({ size }) => (size ?? 0) > limits.bytesOfOne)
  if (large !== undefined) throw folderTooLarge(folder, revision, `${large.path} has ${large.size} bytes, more than ${limits.bytesOfOne}`)
  const bytes = entries.reduce((sum, { size }) => sum + (size ?? 0), 0)
  if (bytes > limits.bytes) throw folderTooLarge(folder, revision, `it holds ${bytes} bytes, more than ${limits.bytes}`)
}

/**
 * The mode that a file keeps or gets at its place, walking down from the root. Throws GIT_PATH_TAKEN for links and submodules in the way,
 * for a folder in a file's place (and the reverse), and for a name that differs only in case from one that is there.
 */
export async function modeAt(path: string, root: string, folder: (id: string) => Promise<readonly GitEntry[]>): Promise<string> {
  const parts = path.split('/')
  let id = root
  for (const [at, part] of parts.entries()) {
    const entries = await folder(id)
    const found = entries.find((entry) => entry.path === part)
    if (found === undefined) {
      const twin = entries.find((entry) => caseKey(entry.path) === caseKey(part))
      if (twin !== undefined) throw pathTaken(path, `${twin.path} is there, and is the same name on some file systems`)
      return '100644'
    }
    const last = at === parts.length - 1
    if (last && isPlainFile(found)) return found.mode
    if (last || found.mode !== '040000') throw pathTaken(path, `${parts.slice(0, at + 1).join('/')} is ${kindOf(found)}`)
    id = found.id
  }
  return '100644'
}

function kindOf({ mode }: GitEntry): string {
  return { '120000': 'a symbolic link', '160000': 'a submodule', '040000': 'a folder' }[mode] ?? 'a file'
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of a file; undefined for what is no UTF-8 text. */
export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** The id that Git gives to these bytes as a file. */
export function blobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}
