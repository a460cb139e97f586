import { Buffer } from 'node:buffer'
import { CopilotError } from '@aks-copilot/contracts'
import type { Stats } from 'node:fs'
import { lstat, open, readFile, realpath } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { isInside } from './place.ts'
import { errorCode, readProblem, writeProblem } from './read-text.ts'
import { TemporaryFiles } from './temporary-files.ts'
import { rootsOf } from './write-roots.ts'

/** A new text for a file, and the text that it was made from. */
export interface WrittenFile {
  readonly path: string
  readonly before: string
  readonly after: string
}

export interface WriteOptions {
  readonly cwd: string
  /** The PATHs that the user named; nothing outside of them is written. Default: the working folder. */
  readonly paths?: readonly string[]
  readonly signal?: AbortSignal
}

interface Plan {
  readonly file: WrittenFile
  /** The file itself, where the path may be a link to it. */
  readonly target: string
  readonly stats: Stats
}

/**
 * Replaces the texts of files: each file is, at every moment, the old text or the new one, whole. Everything is checked and all
 * new texts are on the disk before the first file is replaced; from then on nothing stops it half way but the end of the program.
 */
export async function writeFiles(files: readonly WrittenFile[], { cwd, paths = [], signal }: WriteOptions): Promise<void> {
  const roots = await rootsOf(paths.length === 0 ? ['.'] : paths, cwd)
  const plans: Plan[] = []
  for (const file of files) plans.push(await plan(file, cwd, roots))
  const temporary = new TemporaryFiles()
  try {
    for (const { file, target, stats } of plans) {
      signal?.throwIfAborted()
      await temporary
        .add(target, file.after, stats)
        .catch((error: unknown) =>
          refuse(
            'WRITE_FAILED',
            `${file.path} can't be written: ${writeProblem(error)}. Nothing was written.`,
            'Check the permissions and the space of its folder.',
            error,
          ),
        )
    }
    signal?.throwIfAborted()
    for (const one of plans) await requireUnchanged(one)
    await commitAll(plans, temporary)
  } finally {
    await temporary.dispose()
  }
}

async function commitAll(plans: readonly Plan[], temporary: TemporaryFiles): Promise<void> {
  for (const [index, { file, target }] of plans.entries()) {
    try {
      await temporary.commit(target)
    } catch (error) {
      const left = await takeBack(plans.slice(0, index), temporary)
      const state =
        left.length === 0 ? 'Nothing was written.' : `${left.join(', ')} ${left.length === 1 ? 'has its' : 'have their'} new text already.`
      refuse(
        'WRITE_FAILED',
        `${file.path} can't be replaced: ${writeProblem(error)}. ${state}`,
        'Check the permissions of its folder, then run again.',
        error,
      )
    }
  }
  for (const folder of new Set(plans.map(({ target }) => dirname(target)))) await syncFolder(folder)
}

/** Fixes of several files belong together: gives the files that were replaced their old texts back, and names those where that failed. */
async function takeBack(plans: readonly Plan[], temporary: TemporaryFiles): Promise<string[]> {
  const left: string[] = []
  for (const { file, target, stats } of plans) {
    await temporary
      .add(target, file.before, stats)
      .then(() => temporary.commit(target))
      .catch(() => left.push(file.path))
  }
  return left
}

async function plan(file: WrittenFile, cwd: string, roots: readonly string[]): Promise<Plan> {
  try {
    const target = await realpath(resolve(cwd, file.path))
    if (!roots.some((root) => isInside(target, root)))
      return refuse(
        'WRITE_OUTSIDE',
        `${file.path} leads to ${target}, outside of what was named. Nothing was written.`,
        'Name that file or its folder as a PATH of its own.',
      )
    const stats = await lstat(target)
    if (!stats.isFile())
      return refuse('WRITE_NOT_A_FILE', `${file.path} is not a regular file. Nothing was written.`, 'Give a regular file.')
    if (!(await readFile(target)).equals(Buffer.from(file.before))) return changed(file)
    return { file, target, stats }
  } catch (error) {
    if (error instanceof CopilotError) throw error
    return errorCode(error) === 'ENOENT'
      ? changed(file)
      : refuse('WRITE_FAILED', `${file.path} ${readProblem(error)}. Nothing was written.`, 'Check its permissions.', error)
  }
}

/** Between the plan and now, somebody may have saved the file. */
async function requireUnchanged({ file, target, stats }: Plan): Promise<void> {
  const now = await lstat(target).catch(() => undefined)
  if (now === undefined || now.ino !== stats.ino || now.mtimeMs !== stats.mtimeMs || now.size !== stats.size) changed(file)
}

function changed(file: WrittenFile): never {
  return refuse('FILE_CHANGED', `${file.path} changed on disk while it was looked at. Nothing was written.`, 'Run the command again.')
}

function refuse(code: string, message: string, remedy: string, cause?: unknown): never {
  throw new CopilotError({ code, category: 'validation', message, remedy, cause })
}

/** So that the new name survives a power cut; not every system can. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch {
    // The rename is done; only its durability is not confirmed.
  }
}
