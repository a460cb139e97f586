import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { isConflictCopy } from '../sync/sync-names.ts'

/** A file of the runbooks folder that may be read. */
export interface RunbookFile {
  readonly path: string
  /** Relative to the folder, with slashes. */
  readonly name: string
  /** Differs when the file changed. */
  readonly stamp: string
  readonly bytes: number
}

export interface RunbookListing {
  readonly files: readonly RunbookFile[]
  /** `name: reason`. */
  readonly skipped: readonly string[]
}

export const MOST_FILE_BYTES = 256 * 1024
const MOST_FILES = 500
const MOST_BYTES = 8 * 1024 * 1024
const DEEPEST = 6

/**
 * The Markdown files below a folder, within limits. A folder that is not there is empty; links that lead out of it are left alone, and so
 * are copies that a conflict of `kb sync` left, unless they are asked for.
 */
export async function listRunbooks(folder: string, { conflictCopies = false } = {}): Promise<RunbookListing> {
  const walk = new Walk(folder, conflictCopies)
  try {
    walk.root = await realpath(folder)
  } catch (error) {
    return { files: [], skipped: isMissing(error) ? [] : [`${folder}: ${reasonOf(error)}`] }
  }
  await walk.visit(walk.root, 0)
  return { files: walk.files, skipped: walk.skipped }
}

class Walk {
  root: string
  readonly files: RunbookFile[] = []
  readonly skipped: string[] = []
  readonly #conflictCopies: boolean
  #bytes = 0

  constructor(root: string, conflictCopies: boolean) {
    this.root = root
    this.#conflictCopies = conflictCopies
  }

  async visit(folder: string, depth: number): Promise<void> {
    let entries: string[]
    try {
      entries = (await readdir(folder)).toSorted()
    } catch (error) {
      this.skipped.push(`${this.#nameOf(folder)}: ${reasonOf(error)}`)
      return
    }
    for (const entry of entries) {
      if (entry.startsWith('.') || entry === 'node_modules') continue
      await this.#look(join(folder, entry), depth)
    }
  }

  async #look(path: string, depth: number): Promise<void> {
    try {
      const own = await lstat(path)
      if (own.isDirectory()) {
        if (depth < DEEPEST) await this.visit(path, depth + 1)
        else this.skipped.push(`${this.#nameOf(path)}: more than ${DEEPEST} folders deep`)
      } else if (/\.(md|markdown)$/i.test(path)) await this.#take(path, own.isSymbolicLink())
    } catch (error) {
      this.skipped.push(`${this.#nameOf(path)}: ${reasonOf(error)}`)
    }
  }

  async #take(path: string, linked: boolean): Promise<void> {
    const name = this.#nameOf(path)
    if (!this.#conflictCopies && isConflictCopy(name)) return void this.skipped.push(`${name}: a copy that a conflict of kb sync left`)
    const real = linked ? await realpath(path) : path
    if (!real.startsWith(`${this.root}${sep}`)) return void this.skipped.push(`${name}: a link that leads out of the folder`)
    const { size, mtimeMs, ino } = await stat(real)
    const reason = !(await stat(real)).isFile()
      ? 'not a file'
      : size > MOST_FILE_BYTES
        ? `larger than ${MOST_FILE_BYTES / 1024} KB`
        : this.files.length >= MOST_FILES
          ? `more than ${MOST_FILES} files`
          : this.#bytes + size > MOST_BYTES
            ? `more than ${MOST_BYTES / 1024 / 1024} MB in all`
            : undefined
    if (reason !== undefined) return void this.skipped.push(`${name}: ${reason}`)
    this.#bytes += size
    this.files.push({ path: real, name, stamp: `${size}:${mtimeMs}:${ino}`, bytes: size })
  }

  #nameOf(path: string): string {
    return relative(this.root, path).split(sep).join('/') || path
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

/** Without paths: the name stands before it. */
export function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'cannot be read'
}
