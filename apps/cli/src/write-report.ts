import { mkdir, realpath, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { CopilotError } from '@aks-copilot/contracts'
import { TemporaryFiles } from '@aks-copilot/manifests'
import { type Terminal, writeOut } from './terminal.ts'

/** Writes a report to a file, or to standard output for `-`. The file is, at every moment, the old one or the new one, whole. */
export async function writeReport(name: string, text: string | Uint8Array, terminal: Terminal): Promise<void> {
  if (name === '-') return writeOut(terminal, text)
  const path = resolve(terminal.cwd, name)
  const target = await realpath(path).catch(() => path)
  const present = await stat(target).catch(() => undefined)
  if (present?.isDirectory() === true) throw failed(name, 'it is a folder', 'Name a file in it.')
  // A device or a pipe takes what comes; it can't be replaced.
  if (present !== undefined && !present.isFile())
    return writeFile(target, text).catch((cause: unknown) => {
      throw failed(name, ...reasonOf(cause, dirname(path)), cause)
    })
  const temporary = new TemporaryFiles()
  try {
    await temporary.add(target, text, present)
    terminal.signal.throwIfAborted()
    await temporary.commit(target)
  } catch (cause) {
    if (cause instanceof CopilotError) throw cause
    throw failed(name, ...reasonOf(cause, dirname(path)), cause)
  } finally {
    await temporary.dispose()
  }
}

/** Writes reports into a folder, which is made when it is missing. */
export async function writeReports(folder: string, texts: Readonly<Record<string, string>>, terminal: Terminal): Promise<void> {
  const path = resolve(terminal.cwd, folder)
  await mkdir(path, { recursive: true }).catch((cause: unknown) => {
    throw failed(folder, "the folder can't be made", 'Name a folder that you may write to.', cause)
  })
  for (const [name, text] of Object.entries(texts)) await writeReport(join(path, name), text, terminal)
}

function reasonOf(cause: unknown, folder: string): readonly [why: string, remedy: string] {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') return [`there is no folder ${folder}`, `Make it first: mkdir -p ${folder}`]
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return ['permission denied', 'Name a file in a folder that you may write to.']
  return [typeof code === 'string' ? code : String(cause), 'Check the path and the space of its disk.']
}

function failed(name: string, why: string, remedy: string, cause?: unknown): CopilotError {
  return new CopilotError({ code: 'OUTPUT_FAILED', category: 'validation', message: `${name} can't be written: ${why}.`, remedy, cause })
}
