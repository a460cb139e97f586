import type { FileEdit } from '@aks-copilot/contracts'
import { diffHunks } from '@aks-copilot/manifests'
import { digestOf } from '../commit/digest.ts'
import { spliced } from '../commit/spliced.ts'
import type { GitFile } from '../ports.ts'

/** What changed between two versions of some files, as small edits. */
export function fileEdits(before: readonly GitFile[], after: readonly GitFile[]): FileEdit[] {
  return after.flatMap((file) => {
    const old = before.find(({ path }) => path === file.path)
    if (old === undefined || old.text === file.text) return []
    return [{ file: file.path, before: digestOf(old.text), after: digestOf(file.text), edits: editsBetween(old.text, file.text) }]
  })
}

function editsBetween(before: string, after: string): FileEdit['edits'] {
  const hunks = diffHunks({ path: '', before, after }, 0)
  if (hunks === undefined) return [trimmed(before, after, 0)]
  const starts = { before: lineStarts(before), after: lineStarts(after) }
  const edits = hunks.map(({ oldStart, oldLines, newStart, newLines }) => {
    const [from, to] = [offset(starts.before, oldStart, before), offset(starts.before, oldStart + oldLines, before)]
    const text = after.slice(offset(starts.after, newStart, after), offset(starts.after, newStart + newLines, after))
    return trimmed(before.slice(from, to), text, from)
  })
  return spliced(before, edits) === after ? edits : [trimmed(before, after, 0)]
}

/** Without what both have in common at their ends. */
function trimmed(before: string, after: string, at: number): FileEdit['edits'][number] {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1
  let tail = 0
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1
  return { at: at + head, length: before.length - head - tail, text: after.slice(head, after.length - tail) }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) starts.push(index + 1)
  return starts
}

function offset(starts: readonly number[], line: number, text: string): number {
  return starts[line - 1] ?? text.length
}
