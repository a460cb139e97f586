import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, link, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { CopilotError } from '@aks-copilot/contracts'
import { MOST_FILE_BYTES } from './list-runbooks.ts'

export interface AddRunbookOptions {
  /** Absolute path of a Markdown file. */
  readonly file: string
  readonly folder: string
  /** Replace a runbook of the same name. */
  readonly replace?: boolean | undefined
}

/**
 * Copies a Markdown file into the runbooks folder, whole or not at all, and returns where to. RUNBOOK_REFUSED for another kind of file, one
 * that is too large or has a name that is taken; INPUT_NOT_FOUND; WRITE_FAILED.
 */
export async function addRunbook({ file, folder, replace = false }: AddRunbookOptions): Promise<string> {
  await requireMarkdown(file)
  const target = join(folder, basename(file).replace(/\.markdown$/i, '.md'))
  const draft = join(folder, `.${randomUUID()}.draft`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await copyFile(file, draft, constants.COPYFILE_EXCL)
    if (replace) await rename(draft, target)
    else await link(draft, target)
    return target
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST')
      throw refused(`There is a runbook ${basename(target)} already.`, 'Rename the file, or replace the runbook with --force.')
    throw new CopilotError({
      code: 'WRITE_FAILED',
      category: 'validation',
      message: `${target} cannot be written (${codeOf(cause) ?? 'unknown reason'}).`,
      remedy: 'Check the permissions and the space of its folder, or set knowledge.runbooks.',
      cause,
    })
  } finally {
    await rm(draft, { force: true }).catch(() => undefined)
  }
}

async function requireMarkdown(file: string): Promise<void> {
  if (!/\.(md|markdown)$/i.test(file)) throw refused(`${file} is no Markdown file.`, 'Name a file that ends in .md.')
  const found = await stat(file).catch((cause: unknown) => {
    throw new CopilotError({
      code: 'INPUT_NOT_FOUND',
      category: 'validation',
      message: `${file} cannot be read (${codeOf(cause) ?? 'unknown reason'}).`,
      remedy: 'Check the spelling.',
      cause,
    })
  })
  if (!found.isFile()) throw refused(`${file} is not a file.`, 'Name a Markdown file.')
  if (found.size > MOST_FILE_BYTES) throw refused(`${file} is larger than ${MOST_FILE_BYTES / 1024} KB.`, 'Split it.')
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST_FILE_BYTES), 0, MOST_FILE_BYTES, 0)
    const text = buffer.subarray(0, bytesRead)
    if (text.includes(0)) throw refused(`${file} is not a text.`, 'Name a Markdown file.')
    if (text.toString('utf8').trim() === '') throw refused(`${file} is empty.`, 'Write the runbook first.')
  } finally {
    await handle.close()
  }
}

function refused(message: string, remedy: string): CopilotError {
  return new CopilotError({ code: 'RUNBOOK_REFUSED', category: 'validation', message, remedy })
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
