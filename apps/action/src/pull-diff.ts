import { createHash } from 'node:crypto'

/** A file of a pull request, as GitHub lists it. */
export interface ChangedFile {
  /** Its present path; renamed files have their new one. */
  readonly path: string
  readonly status: string
  /** The id of its content at the head. */
  readonly blob: string | undefined
  /** Absent where it is binary or too large to show. */
  readonly patch: string | undefined
}

/** Lines of the new text that one hunk of a diff shows, the last included; comments may stand on these only. */
export interface DiffRange {
  readonly first: number
  readonly last: number
}

/** The ranges of the new text that a patch shows, in order. A hunk that only deletes and has no context shows none. */
export function shownRanges(patch: string): DiffRange[] {
  const ranges: DiffRange[] = []
  let left = 0
  for (const line of patch.split('\n')) {
    if (left > 0) {
      // A line that begins like a header inside a hunk is content.
      if (!line.startsWith('-') && !line.startsWith('\\')) left -= 1
      continue
    }
    const header = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/.exec(line)
    if (header === null) continue
    const [first, count] = [Number(header[1]), Number(header[2] ?? 1)]
    left = count
    if (count > 0) ranges.push({ first, last: first + count - 1 })
  }
  return ranges
}

/** Whether one hunk shows all lines from the first to the last. */
export function isShown(ranges: readonly DiffRange[], first: number, last: number): boolean {
  return ranges.some((range) => range.first <= first && last <= range.last)
}

/** The id that Git gives a content. */
export function blobOf(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
}
