import { lineEnding } from './text-lines.ts'

/** One replacement. Offsets are in UTF-16 units into the original text. */
export interface TextEdit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Applies sorted edits that do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = ''
  let position = 0
  for (const edit of edits) {
    result += text.slice(position, edit.start) + edit.text
    position = edit.end
  }
  return result + text.slice(position)
}

/** Sorts, joins and trims edits, and gives their lines the line ending of the text. */
export function settleEdits(text: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  const sorted = edits.toSorted((left, right) => left.start - right.start || rank(left) - rank(right))
  const joined: TextEdit[] = []
  for (const edit of sorted) {
    const last = joined.at(-1)
    if (last === undefined || last.end < edit.start) joined.push(edit)
    else joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, edit.end), text: last.text + edit.text }
  }
  const ending = lineEnding(text)
  return joined
    .map((edit) => trim(text, { ...edit, text: edit.text.replaceAll(/\r?\n/g, ending) }))
    .filter((edit) => edit.text !== text.slice(edit.start, edit.end))
}

/** At one offset, insertions come before replacements. */
function rank(edit: TextEdit): number {
  return edit.start === edit.end ? 0 : 1
}

/** Leaves out the whole lines that an edit has in common with the text at its two ends. */
function trim(text: string, edit: TextEdit): TextEdit {
  const old = text.slice(edit.start, edit.end)
  const [oldLines, newLines] = [old.split('\n'), edit.text.split('\n')]
  const most = Math.min(oldLines.length, newLines.length) - 1
  let before = 0
  while (before < most && oldLines[before] === newLines[before]) before += 1
  let after = 0
  while (after < most - before && oldLines.at(-1 - after) === newLines.at(-1 - after)) after += 1
  const start = edit.start + lengthOf(oldLines.slice(0, before))
  const lines = newLines.slice(before, newLines.length - after)
  const end = edit.end - lengthOf(after === 0 ? [] : oldLines.slice(-after))
  return { start, end, text: lines.join('\n') }
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0)
}
