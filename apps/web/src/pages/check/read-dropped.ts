import type { SourceText } from './check-session.ts'

/** What the server takes. */
const MOST_FILES = 200
const MOST_BYTES = 4_500_000
const NAMES = /\.(?:ya?ml|json)$/i

export interface ReadFiles {
  readonly files: readonly SourceText[]
  /** What was left out and why, in words. */
  readonly problem?: string
}

/** The texts of dropped or chosen files; what is no YAML or JSON, or too much, is left out and said. */
export async function readDropped(given: readonly File[]): Promise<ReadFiles> {
  const wanted = given.filter(({ name }) => NAMES.test(name))
  if (wanted.length === 0) return { files: [], problem: 'None of these is a .yaml, .yml or .json file.' }
  if (wanted.length > MOST_FILES) return { files: [], problem: `These are ${wanted.length} files; at most ${MOST_FILES} at once.` }
  const bytes = wanted.reduce((sum, { size }) => sum + size, 0)
  if (bytes > MOST_BYTES) return { files: [], problem: tooMuch(bytes) }
  const files = distinct(await Promise.all(wanted.map(async (file) => ({ path: pathOf(file), text: await file.text() }))))
  const others = given.length - wanted.length
  return others === 0
    ? { files }
    : { files, problem: `${others} ${others === 1 ? 'file is' : 'files are'} neither YAML nor JSON and left out.` }
}

function pathOf(file: File): string {
  return file.webkitRelativePath === '' ? file.name : file.webkitRelativePath
}

/** Files of different folders may have one name: the second becomes `web (2).yaml`. */
export function distinct(files: readonly SourceText[]): SourceText[] {
  const taken = new Set<string>()
  return files.map(({ path, text }) => {
    let free = path
    for (let number = 2; taken.has(free); number += 1) free = path.replace(/(\.\w+)?$/, ` (${number})$1`)
    taken.add(free)
    return { path: free, text }
  })
}

/** Why a pasted text can't be checked; undefined where it can. */
export function tooLong(text: string): string | undefined {
  const bytes = new Blob([text]).size
  return bytes > MOST_BYTES ? tooMuch(bytes) : undefined
}

function tooMuch(bytes: number): string {
  return `These are ${(bytes / 1e6).toFixed(1)} MB; at most ${MOST_BYTES / 1e6} MB at once. The command line takes more: \`aks-copilot check FOLDER\`.`
}
