import { closeSync, openSync, rmSync } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface Ownership {
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

/**
 * New texts that wait beside the files that they will replace. Whatever ends the program, short of `kill -9`, takes them away;
 * what is left after that is hidden and no manifest.
 */
export class TemporaryFiles {
  readonly #waiting = new Map<string, string>()
  readonly #onExit = (): void => this.#removeNow()
  /** A program that listens itself stops us through its AbortSignal, or exits; otherwise the signal ends it here, as it would without us. */
  readonly #onSignal = (signal: NodeJS.Signals): void => {
    if (process.listeners(signal).some((listener) => !TemporaryFiles.#own.has(listener))) return
    this.#removeNow()
    this.#release()
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }

  static readonly #own = new WeakSet<object>()

  constructor() {
    TemporaryFiles.#own.add(this.#onSignal)
    process.on('exit', this.#onExit)
    for (const signal of SIGNALS) process.on(signal, this.#onSignal)
  }

  /** Writes a text, or bytes, to the disk, all of it, under a name that nobody has. */
  async add(target: string, text: string | Uint8Array, ownership: Ownership | undefined): Promise<void> {
    const path = join(
      dirname(target),
      `.${basename(target).slice(0, 100)}.${process.getBuiltinModule('node:crypto').randomBytes(6).toString('hex')}.tmp`,
    )
    this.#waiting.set(target, path)
    // At once: a file that is made in the background could come after a signal has cleared away.
    closeSync(openSync(path, 'wx', 0o600))
    const handle = await open(path, 'r+')
    try {
      await handle.writeFile(text)
      await giveTo(handle, ownership)
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  /** Puts a waiting text in the place of its target, at once. */
  async commit(target: string): Promise<void> {
    const path = this.#waiting.get(target)
    if (path === undefined) return
    await rename(path, target)
    this.#waiting.delete(target)
  }

  /** Takes away what still waits. */
  async dispose(): Promise<void> {
    for (const path of this.#waiting.values()) await rm(path, { force: true })
    this.#waiting.clear()
    this.#release()
  }

  #removeNow(): void {
    for (const path of this.#waiting.values()) rmSync(path, { force: true })
  }

  #release(): void {
    process.off('exit', this.#onExit)
    for (const signal of SIGNALS) process.off(signal, this.#onSignal)
  }
}

/** The owner first: changing it may take rights away, which the mode then gives back. Only root can give a file to another owner. */
async function giveTo(handle: FileHandle, ownership: Ownership | undefined): Promise<void> {
  if (ownership === undefined) return handle.chmod(0o666 & ~process.umask())
  const now = await handle.stat()
  if (now.uid !== ownership.uid || now.gid !== ownership.gid) await handle.chown(ownership.uid, ownership.gid).catch(() => undefined)
  await handle.chmod(ownership.mode & 0o7777)
}
