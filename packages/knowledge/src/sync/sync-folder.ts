import { createHash, randomUUID } from 'node:crypto'
import { link, lstat, mkdir, open, readdir, readFile, realpath, rename, rm } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { CopilotError } from '@aks-copilot/contracts'
import { listRunbooks, MOST_FILE_BYTES } from '../runbooks/list-runbooks.ts'
import { MANIFEST_FILE } from './sync-manifest.ts'

/** The near side of a sync. Its names were checked before. */
export interface SyncFolder {
  /** Markdown that can be read, by name, and what was not read with the reason. */
  list(): Promise<{ readonly names: readonly string[]; readonly skipped: readonly string[] }>
  /** `absent` only where surely nothing is; `blocked`: something is there that is no file to be touched. */
  read(name: string): Promise<Uint8Array | 'absent' | 'blocked'>
  /** Whole or not at all. `changed`: what is there is not what `expected` (a hash, or undefined for nothing) says, and stays. */
  write(name: string, content: Uint8Array, expected: string | undefined): Promise<'written' | 'changed'>
  remove(name: string, expected: string): Promise<'removed' | 'changed'>
  readManifest(): Promise<string | undefined>
  writeManifest(text: string): Promise<void>
}

export function contentHash(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** A folder of this machine; it is made when the first file comes. */
export function openSyncFolder(folder: string): SyncFolder {
  return new DiskFolder(folder)
}

class DiskFolder implements SyncFolder {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = resolve(folder)
  }

  async list(): Promise<{ readonly names: readonly string[]; readonly skipped: readonly string[] }> {
    await this.#sweep()
    const { files, skipped } = await listRunbooks(this.#folder, { conflictCopies: true })
    return { names: files.map(({ name }) => name), skipped }
  }

  async read(name: string): Promise<Uint8Array | 'absent' | 'blocked'> {
    try {
      if (!(await this.#isReached(name))) return 'blocked'
      const own = await lstat(this.#pathOf(name))
      if (!own.isFile() || own.size > MOST_FILE_BYTES) return 'blocked'
      return await readFile(this.#pathOf(name))
    } catch (error) {
      return codeOf(error) === 'ENOENT' ? 'absent' : 'blocked'
    }
  }

  async write(name: string, content: Uint8Array, expected: string | undefined): Promise<'written' | 'changed'> {
    const path = this.#pathOf(name)
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      if (!(await this.#isReached(name))) return 'changed'
      const draft = await this.#draft(content)
      try {
        if (expected === undefined) await link(draft, path)
        else if (!(await this.#holds(name, expected))) return 'changed'
        else await rename(draft, path)
        return 'written'
      } finally {
        await rm(draft, { force: true }).catch(() => undefined)
      }
    } catch (error) {
      if (codeOf(error) === 'EEXIST' || codeOf(error) === 'ENOTDIR') return 'changed'
      throw notWritten(path, error)
    }
  }

  async remove(name: string, expected: string): Promise<'removed' | 'changed'> {
    if (!(await this.#holds(name, expected))) return 'changed'
    await rm(this.#pathOf(name)).catch((error: unknown) => {
      throw notWritten(this.#pathOf(name), error)
    })
    return 'removed'
  }

  async readManifest(): Promise<string | undefined> {
    try {
      return await readFile(join(this.#folder, MANIFEST_FILE), 'utf8')
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined
      throw notRead(join(this.#folder, MANIFEST_FILE), error)
    }
  }

  async writeManifest(text: string): Promise<void> {
    const path = join(this.#folder, MANIFEST_FILE)
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      await rename(await this.#draft(Buffer.from(text)), path)
    } catch (error) {
      throw notWritten(path, error)
    }
  }

  #pathOf(name: string): string {
    return join(this.#folder, ...name.split('/'))
  }

  /** Looked at immediately before the change: what remains is a moment that the system offers no lock for. */
  async #holds(name: string, expected: string): Promise<boolean> {
    const now = await this.read(name)
    return typeof now !== 'string' && contentHash(now) === expected
  }

  /** Whether the nearest folder above that exists is the one that the name says, and no link leads elsewhere. */
  async #isReached(name: string): Promise<boolean> {
    const root = await realpath(this.#folder)
    for (let above = dirname(this.#pathOf(name)); ; above = dirname(above))
      try {
        const wanted = relative(this.#folder, above)
        return (await realpath(above)) === (wanted === '' ? root : `${root}${sep}${wanted}`)
      } catch (error) {
        if (codeOf(error) !== 'ENOENT' || above === this.#folder) throw error
      }
  }

  async #draft(content: Uint8Array): Promise<string> {
    const draft = join(this.#folder, `${DRAFT}${randomUUID()}`)
    const file = await open(draft, 'wx', 0o666)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    return draft
  }

  /** Drafts of a run that was killed hold nothing that is not in the store, too; those of a run that goes on are young. */
  async #sweep(): Promise<void> {
    const entries = await readdir(this.#folder).catch(() => [])
    for (const entry of entries.filter((name) => name.startsWith(DRAFT))) {
      const path = join(this.#folder, entry)
      const found = await lstat(path).catch(() => undefined)
      if (found !== undefined && Date.now() - found.mtimeMs > OLD) await rm(path, { force: true }).catch(() => undefined)
    }
  }
}

const DRAFT = '.aks-copilot-draft-'
const OLD = 3_600_000

function notWritten(path: string, cause: unknown): CopilotError {
  return new CopilotError({
    code: 'WRITE_FAILED',
    category: 'validation',
    message: `${path} cannot be written (${codeOf(cause) ?? 'unknown reason'}).`,
    remedy: 'Check the permissions and the space of its folder, and run again: it goes on where it stopped.',
    cause,
  })
}

function notRead(path: string, cause: unknown): CopilotError {
  return new CopilotError({
    code: 'SYNC_REFUSED',
    category: 'validation',
    message: `${path} cannot be read (${codeOf(cause) ?? 'unknown reason'}), so that nobody knows what was deleted where.`,
    remedy: 'Check its permissions.',
    cause,
  })
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
