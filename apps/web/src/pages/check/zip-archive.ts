import { strToU8, zipSync } from 'fflate'
import type { SourceText } from './check-session.ts'

/** No clock of this machine is told: the first day that an archive can name. */
const NO_DAY = new Date(1980, 0, 1)

/** The texts as one ZIP archive. */
export function zipArchive(files: readonly SourceText[]): Uint8Array<ArrayBuffer> {
  const entries = Object.fromEntries(files.map(({ path, text }) => [path, strToU8(text)]))
  return zipSync(entries, { mtime: NO_DAY })
}
