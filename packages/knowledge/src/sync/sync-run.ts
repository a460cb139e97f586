import type { BlobStore } from '../ports.ts'
import { MOST_FILE_BYTES } from '../runbooks/list-runbooks.ts'
import type { SyncDone, SyncOutcome } from './sync-outcome.ts'
import type { SyncStep } from './plan-sync.ts'
import type { SurveyedFile } from './survey.ts'
import { contentHash, type SyncFolder } from './sync-folder.ts'
import type { KnownFile } from './sync-manifest.ts'
import { conflictCopyOf } from './sync-names.ts'

interface Ends {
  readonly folder: SyncFolder
  readonly store: BlobStore
  /** Brought up to date with each step. */
  readonly known: Map<string, KnownFile>
  readonly dryRun: boolean
  readonly signal: AbortSignal | undefined
}

const MEANWHILE = 'changed meanwhile: run again'
const COPIES = 8

/** Takes the steps of one sync. Each checks again what it rests on, and is remembered only after it was done. */
export class SyncRun {
  readonly outcomes: SyncOutcome[] = []
  readonly skipped: string[] = []
  readonly #ends: Ends

  constructor(ends: Ends) {
    this.#ends = ends
  }

  async take(file: SurveyedFile, step: SyncStep): Promise<void> {
    this.#ends.signal?.throwIfAborted()
    if (typeof step === 'object') return this.#wait(file, step.wait)
    if (step === 'agree') this.#remember(file)
    if (step === 'pull') await this.#pull(file)
    if (step === 'push') await this.#push(file)
    if (step === 'delete-near') await this.#deleteNear(file)
    if (step === 'delete-far') await this.#deleteFar(file)
    if (step === 'conflict') await this.#keepBoth(file)
    if (step === 'pending') this.#say(file, 'conflict', `not resolved yet: see ${file.known?.conflict?.copy ?? 'its copy'}`)
  }

  /** Not deleted, for too many would go at once. */
  async hold({ name, near }: SurveyedFile): Promise<void> {
    this.outcomes.push({ name, done: 'held', detail: near === undefined ? 'deleted here' : 'deleted in the store' })
  }

  async #pull({ name, near, far, farContent, known }: SurveyedFile): Promise<void> {
    if (far === undefined || farContent === undefined) return this.#meanwhile(name)
    if (!this.#ends.dryRun && (await this.#ends.folder.write(name, farContent, near)) === 'changed') return this.#meanwhile(name)
    this.#ends.known.set(name, far)
    this.#say({ name }, 'pulled', near === undefined && known !== undefined ? 'deleted here, but changed in the store since' : undefined)
  }

  async #push({ name, near, nearContent, far, known }: SurveyedFile): Promise<void> {
    if (near === undefined || nearContent === undefined) return this.#meanwhile(name)
    const etag = this.#ends.dryRun ? '' : await this.#write(name, nearContent, near, far?.etag)
    if (etag === undefined) return this.#meanwhile(name)
    this.#ends.known.set(name, { hash: near, etag })
    this.#say({ name }, 'pushed', far === undefined && known !== undefined ? 'deleted in the store, but changed here since' : undefined)
  }

  /** The etag, or undefined where somebody else wrote. What stands there may be this very write, whose answer was lost. */
  async #write(name: string, content: Uint8Array, hash: string, over: string | undefined): Promise<string | undefined> {
    const { store, signal } = this.#ends
    const written = await store.write(name, content, over === undefined ? { ifAbsent: true } : { ifMatch: over }, signal)
    if (written !== 'conflict') return written.etag
    const now = await store.read(name, MOST_FILE_BYTES, signal)
    return now !== undefined && contentHash(now.content) === hash ? now.etag : undefined
  }

  async #deleteNear({ name, near }: SurveyedFile): Promise<void> {
    if (near === undefined) return this.#meanwhile(name)
    if (!this.#ends.dryRun && (await this.#ends.folder.remove(name, near)) === 'changed') return this.#meanwhile(name)
    this.#ends.known.delete(name)
    this.#say({ name }, 'deleted-here')
  }

  async #deleteFar({ name, far }: SurveyedFile): Promise<void> {
    const { store, dryRun, signal } = this.#ends
    if (far === undefined) return this.#meanwhile(name)
    if (!dryRun && (await store.delete(name, far.etag, signal)) === 'conflict') return this.#meanwhile(name)
    this.#ends.known.delete(name)
    this.#say({ name }, 'deleted-there')
  }

  async #keepBoth({ name, far, farContent, known }: SurveyedFile): Promise<void> {
    if (far === undefined || farContent === undefined) return this.#meanwhile(name)
    const copy = this.#ends.dryRun ? conflictCopyOf(name, far.hash) : await this.#putBeside(name, farContent, far.hash)
    if (copy === undefined) return this.#meanwhile(name)
    this.#ends.known.set(name, { hash: known?.hash ?? '', etag: known?.etag ?? '', conflict: { ...far, copy } })
    this.#say({ name }, 'conflict', `both sides changed it: the version of the store is in ${copy}`)
  }

  /** A copy that somebody wrote into stays as it is. */
  async #putBeside(name: string, content: Uint8Array, hash: string): Promise<string | undefined> {
    for (let at = 0; at < COPIES; at += 1) {
      const copy = conflictCopyOf(name, hash.slice(8 * at))
      if ((await this.#ends.folder.write(copy, content, undefined)) === 'written') return copy
      const there = await this.#ends.folder.read(copy)
      if (typeof there !== 'string' && contentHash(there) === hash) return copy
    }
    return undefined
  }

  #remember({ name, far }: SurveyedFile): void {
    if (far === undefined) this.#ends.known.delete(name)
    else this.#ends.known.set(name, far)
  }

  #wait({ name, near, far }: SurveyedFile, way: 'pull' | 'push'): void {
    const side = way === 'pull' ? 'in the store' : 'here'
    const deleted = (way === 'pull' ? far : near) === undefined
    this.#say({ name }, 'waits', `${deleted ? 'deleted' : 'changed'} ${side}, and this run only ${way === 'pull' ? 'pushes' : 'pulls'}`)
  }

  #meanwhile(name: string): void {
    this.skipped.push(`${name}: ${MEANWHILE}`)
  }

  #say({ name }: { readonly name: string }, done: SyncDone, detail?: string): void {
    this.outcomes.push({ name, done, ...(detail === undefined ? {} : { detail }) })
  }
}
